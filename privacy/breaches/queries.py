"""What a breach still lacks, and who can be told of it: read from the register."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _

from privacy.breaches.enums import BreachRisk
from privacy.breaches.models import Breach, BreachRecipient
from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData
from privacy.inventory.subjects import normalise_address
from privacy.purposes import queries as register
from privacy.register import in_force


@dataclass(frozen=True, kw_only=True)
class ContactGroup:
    """People who can be reached because a declared model leads to their address."""

    key: str
    title: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class BreachContact:
    """One address, the row that it was found by, and the language to write in."""

    model: str
    row: str
    address: str
    language: str


def missing_for_authority(breach: Breach) -> list[str]:
    """Return, in the active language, what Art. 33(3) asks for and nobody has entered."""
    kinds = breach.is_confidentiality or breach.is_integrity or breach.is_availability
    wanted = (
        (breach.what_happened and kinds, _("what happened, and what kind of breach it is (Art. 33(3)(a))")),
        (breach.data_categories, _("which kinds of data (Art. 33(3)(a))")),
        (breach.people_categories, _("which groups of people (Art. 33(3)(a))")),
        (breach.people_about is not None, _("about how many people (Art. 33(3)(a))")),
        (breach.records_about is not None, _("about how many records (Art. 33(3)(a))")),
        (contact_point(breach), _("a contact point (Art. 33(3)(b))")),
        (breach.consequences, _("likely consequences (Art. 33(3)(c))")),
        (breach.measures, _("what has been done and will be done (Art. 33(3)(d))")),
    )
    return [words for is_there, words in wanted if not is_there]


def missing_for_people(breach: Breach) -> list[str]:
    """Return, in the active language, what Art. 34(2) asks for and a language lacks."""
    wanted = (
        (breach.told_what, _("what happened (Art. 34(2), 33(3)(a))")),
        (breach.told_consequences, _("what it can mean for them (Art. 33(3)(c))")),
        (breach.told_measures, _("what we do and what they can do (Art. 33(3)(d))")),
    )
    return [words for text, words in wanted if any(not text.get(code) for code, _name in settings.LANGUAGES)]


def still_to_do(breach: Breach) -> list[str]:
    """Return, in the active language, what keeps a breach from being closed."""
    if breach.risk == BreachRisk.NONE:
        return []
    found = []
    if breach.risk == BreachRisk.UNDECIDED:
        found.append(_("Judge the risk to people."))
    if breach.notified_at is None:
        found.append(_("Notify the authority."))
    elif not breach.is_notification_complete:
        found.append(_("Send the authority what was to follow."))
    if breach.risk == BreachRisk.HIGH and breach.told_at is None and not breach.not_told:
        found.append(_("Tell those affected, or say which exception applies (Art. 34(3))."))
    return found


def contact_point(breach: Breach) -> str:
    """Return where more can be learnt: what was entered, or the controller's contact address."""
    return breach.contact_point or str(controller().get("contact_email", ""))


def controller() -> dict[str, object]:
    """Return who answers, as published, or as drafted before the first publication."""
    return dict(in_force.part("privacy").get("controller") or register.controller())


def contact_groups() -> list[ContactGroup]:
    """Return every group of people whom the register can find by address."""
    return [
        ContactGroup(key=data.model._meta.label_lower, title=str(data.title), rows=data.model._base_manager.count())
        for data in _with_address()
    ]


def find_contacts(keys: list[str]) -> Iterator[BreachContact]:
    """Yield each address in these groups once, whichever of them it stands in."""
    seen: set[str] = set()
    for data in _with_address():
        if data.model._meta.label_lower in keys:
            for one in _contacts_in(data):
                if one.address not in seen:
                    seen.add(one.address)
                    yield one


def find_contact(recipient: BreachRecipient) -> BreachContact | None:
    """Return how to write to somebody now; None when the row has been erased."""
    for data in _with_address():
        if data.model._meta.label_lower == recipient.model:
            return next(_contacts_in(data, pk=recipient.row), None)
    return None


def _with_address() -> list[PersonalData]:
    return [data for data in declarations.all_personal() if data.subject is not None]


def _contacts_in(data: PersonalData, **only: object) -> Iterator[BreachContact]:
    language = "language" if _has_language(data.model) else "pk"
    rows = data.model._base_manager.filter(**only).order_by("pk").values_list("pk", str(data.subject), language)
    codes = {code for code, _name in settings.LANGUAGES}
    for key, address, code in rows.iterator(chunk_size=2000):
        if address:
            yield BreachContact(
                model=data.model._meta.label_lower,
                row=str(key),
                address=normalise_address(address),
                language=code if code in codes else settings.LANGUAGE_CODE,
            )


def _has_language(model: type[Model]) -> bool:
    return any(one.name == "language" for one in model._meta.concrete_fields)
