"""Missing information of breaches, and the people who can be informed of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from privacy.breaches.enums import BreachRisk
from privacy.breaches.models import Breach, BreachRecipient
from privacy.inventory import people
from privacy.inventory.declarations import PersonalData
from privacy.register.purposes.queries import current_controller


@dataclass(frozen=True, kw_only=True)
class ContactGroup:
    """The people with an address in a declared model."""

    key: str
    title: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class BreachContact:
    """An address, the row that leads to it, and the language to write in."""

    model: str
    row: str
    address: str
    language: str


def missing_for_authority(breach: Breach) -> list[str]:
    """Return the missing items of Art. 33(3), in the active language."""
    has_kind = breach.is_confidentiality or breach.is_integrity or breach.is_availability
    wanted = (
        (breach.what_happened and has_kind, _("what happened, and what kind of breach it is (Art. 33(3)(a))")),
        (breach.data_categories, _("which kinds of data (Art. 33(3)(a))")),
        (breach.people_categories, _("which groups of people (Art. 33(3)(a))")),
        (breach.people_about is not None, _("about how many people (Art. 33(3)(a))")),
        (breach.records_about is not None, _("about how many records (Art. 33(3)(a))")),
        (contact_point(breach), _("a contact point (Art. 33(3)(b))")),
        (breach.consequences, _("likely consequences (Art. 33(3)(c))")),
        (breach.measures, _("what has been done and will be done (Art. 33(3)(d))")),
    )
    return [words for is_given, words in wanted if not is_given]


def missing_for_people(breach: Breach) -> list[str]:
    """Return the items of Art. 34(2) that lack a text in some language, in the active language."""
    wanted = (
        (breach.told_what, _("what happened (Art. 34(2), 33(3)(a))")),
        (breach.told_consequences, _("what it can mean for them (Art. 33(3)(c))")),
        (breach.told_measures, _("what we do and what they can do (Art. 33(3)(d))")),
    )
    return [words for text, words in wanted if any(not text.get(code) for code, _name in settings.LANGUAGES)]


def still_to_do(breach: Breach) -> list[str]:
    """Return the tasks left before a breach can be closed, in the active language."""
    if breach.risk == BreachRisk.NONE:
        return []
    tasks = []
    if breach.risk == BreachRisk.UNDECIDED:
        tasks.append(_("Judge the risk to people."))
    if breach.notified_at is None:
        tasks.append(_("Notify the authority."))
    elif not breach.is_notification_complete:
        tasks.append(_("Send the authority what was to follow."))
    if breach.risk == BreachRisk.HIGH and breach.told_at is None and not breach.not_told:
        tasks.append(_("Tell those affected, or say which exception applies (Art. 34(3))."))
    return tasks


def contact_point(breach: Breach) -> str:
    """Return where more can be learnt: what was entered, or the controller's contact address."""
    return breach.contact_point or current_controller().contact_email


def contact_groups() -> list[ContactGroup]:
    """Return every group of people who can be found by address."""
    return [
        ContactGroup(key=data.model._meta.label_lower, title=str(data.title), rows=data.model._base_manager.count())
        for data in _with_address()
    ]


def find_contacts(keys: list[str]) -> Iterator[BreachContact]:
    """Yield each address in these groups once, even if several groups contain it."""
    seen: set[str] = set()
    for data in _with_address():
        if data.model._meta.label_lower in keys:
            for contact in _contacts_in(data):
                if contact.address not in seen:
                    seen.add(contact.address)
                    yield contact


def find_contact(recipient: BreachRecipient) -> BreachContact | None:
    """Return the current address of a recipient; None if the row was erased."""
    for data in _with_address():
        if data.model._meta.label_lower == recipient.model:
            return next(_contacts_in(data, pk=recipient.row), None)
    return None


def _with_address() -> list[PersonalData]:
    return list(people.searchable())


def _contacts_in(data: PersonalData, **only: object) -> Iterator[BreachContact]:
    has_language = any(field.name == "language" for field in data.model._meta.concrete_fields)
    language = "language" if has_language else "pk"
    codes = {code for code, _name in settings.LANGUAGES}
    for subject in people.subjects_of(data):
        rows = data.model._base_manager.filter(subject.when or Q(), **only).order_by("pk")
        for key, text, code in rows.values_list("pk", subject.lookup, language).iterator(chunk_size=2000):
            for address in people.addresses_in(text, subject):
                yield BreachContact(
                    model=data.model._meta.label_lower,
                    row=str(key),
                    address=address,
                    language=code if code in codes else settings.LANGUAGE_CODE,
                )
