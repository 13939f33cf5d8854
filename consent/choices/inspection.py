"""Legal basis of every cookie, and the consents of a day, for an inspection."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.choices.models import ConsentRecord
from consent.services.enums import OPTIONAL, Category
from privacy.law.deadlines import end_of
from privacy.register.frozen.parts import Storage
from privacy.register.frozen.rows import StorageItem
from privacy.register.languages.fields import in_language
from privacy.register.models import Revision
from privacy.staff.inspection import BundleFile, Scope, document, inspection_part, table, text


@inspection_part(
    "cookies",
    order=30,
    title=gettext_lazy("Legal basis of every cookie"),
    about=gettext_lazy("As the policy in force on the day had it: what is stored, for how long, and on what basis."),
    permission="privacy.view_revision",
)
def cookies(scope: Scope) -> Iterator[BundleFile]:
    """Return what the register in force on the day stores in browsers."""
    revision = Revision.objects.last_before(end_of(scope.day))
    storage = revision.register.part(Storage) if revision else Storage()
    head = [_("service"), _("name"), _("kind"), _("set by"), _("seconds"), _("category"), _("legal basis"),
            _("what it is for")]  # fmt: skip
    rows = [("", item) for item in storage.own]
    rows += [(str(service.label), item) for service in storage.services for item in service.items]
    yield table("cookies", head, (_cookie(service, item) for service, item in rows))


@inspection_part(
    "consents",
    order=40,
    title=gettext_lazy("Consents on the day"),
    about=gettext_lazy("How many stood for each service, and one consent by the number of its receipt."),
    permission="consent.view_consentrecord",
)
def consents(scope: Scope) -> Iterator[BundleFile]:
    """Return how many consents stood at the end of the day, and the one that is asked for by its number."""
    moment = end_of(scope.day)
    replaced = ConsentRecord.objects.filter(pk=OuterRef("replaced_by"), given_at__lt=moment)
    given = ConsentRecord.objects.filter(given_at__lt=moment, expires_at__gte=moment)
    standing = given.exclude(withdrawn_at__lt=moment).exclude(Exists(replaced))
    revision = Revision.objects.last_before(end_of(scope.day))
    services = revision.register.part(Storage).services if revision else ()
    given_that_day = Q(given_at__gte=end_of(scope.day - timedelta(days=1)))
    counts: dict[str, dict[str, int]] = {
        category: standing.filter(granted__contains=[category]).aggregate(
            all=Count("pk"), new=Count("pk", filter=given_that_day)
        )
        for category in OPTIONAL
    }
    head = [_("service"), _("category"), _("consents that stood at the end of the day"), _("given on the day")]
    yield table(
        "consents",
        head,
        (
            [service.label, Category(service.category).label, *counts[service.category].values()]
            for service in services
            if service.category in counts and scope.service in ("", service.key)
        ),
    )
    yield text(
        "why-not-by-person",
        [
            _("A consent belongs to a browser and holds no name, address, IP address or user agent."),
            _("So nobody, we included, can find the consents of a person; that is meant so (Art. 11)."),
            _("Who has given a consent has its number in the browser, on the page of choices, and can show it."),
        ],
    )
    if scope.receipt:
        yield document("receipt", _receipt(scope.receipt))


def _receipt(number: str) -> dict[str, object]:
    try:
        record = ConsentRecord.objects.filter(pk=UUID(number)).first()
    except ValueError:
        return {"receipt": number, "found": False}
    if record is None:
        return {"receipt": number, "found": False}
    names = [field.attname for field in record._meta.concrete_fields]
    return {"receipt": number, "found": True} | {name: getattr(record, name) for name in names}


def _cookie(service: str, item: StorageItem) -> list[object]:
    is_necessary = item.category == Category.NECESSARY
    basis = in_language(item.justification) or _("necessary for what the visitor asked for") if is_necessary else ""
    return [
        service, item.name, item.kind, item.party, item.lifetime_seconds, Category(item.category).label,
        basis or _("consent, asked for before it is stored"), in_language(item.description),
    ]  # fmt: skip
