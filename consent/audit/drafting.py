"""Making a row of the draft register of what an audit found or was withheld; what is in force does not change."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from consent.audit.declared import is_of_site
from consent.audit.errors import NotAddable
from consent.audit.models import AuditFinding
from consent.audit.report import rounded
from consent.gate.models import Sighting
from consent.services import known
from consent.services.enums import Category, DeletableBy, Party, StorageKind
from consent.services.models import Service, StorageItem
from privacy.recipients.enums import TransferTool
from privacy.recipients.models import Vendor

_UNKNOWN = "unknown"
_LAST = 32767  # a row that nobody has placed yet


@transaction.atomic
def add_to_draft(*, finding: AuditFinding) -> StorageItem:
    """Add a storage item for a finding, with what is known of it; pressed twice, it stays one row.

    Its description is a sentence in one language only, so that the draft is not published before somebody has
    written what it is for. Raises ``NotAddable``.
    """
    finding = AuditFinding.objects.select_for_update(of=("self",)).select_related("run").get(pk=finding.pk)
    if finding.item:
        return finding.item
    if not finding.is_addable:
        raise NotAddable
    about = known.find(finding.name)
    is_first = is_of_site(finding.host, _host(finding))
    service = _service(about)
    item, _is_new = StorageItem.objects.get_or_create(
        kind=StorageKind(finding.trace),
        name=finding.name[:80],
        domain="" if is_first else finding.host[:120],
        defaults={
            "service": service,
            "party": Party.FIRST if is_first else Party.THIRD,
            "lifetime_seconds": rounded(finding.lifetime)
            if about is None or about.lifetime is None
            else about.lifetime,
            "category": _category(about, service),
            "description": {settings.LANGUAGE_CODE: _("Found by the audit. Say here what it is for.")},
            "source_url": about.source if about else "",
            "deletable_by": _deletable_by(finding, about, is_first=is_first),
            "order": _LAST,
        },
    )
    finding.item = item
    finding.save(update_fields=["item"])
    return item


@transaction.atomic
def add_sighting(*, sighting: Sighting) -> StorageItem:
    """Add a storage item for a cookie of our own pages that was withheld; pressed twice, it stays one row.

    Raises ``NotAddable`` for what is no cookie.
    """
    if not sighting.is_addable:
        raise NotAddable
    about = known.find(sighting.name)
    service = _service(about)
    item, _is_new = StorageItem.objects.get_or_create(
        kind=StorageKind.COOKIE,
        name=sighting.name[:80],
        domain="",
        defaults={
            "service": service,
            "lifetime_seconds": about.lifetime if about else None,
            "category": _category(about, service),
            "description": {settings.LANGUAGE_CODE: _("Withheld from a page of ours. Say here what it is for.")},
            "source_url": about.source if about else "",
            "deletable_by": about.deletable_by if about else DeletableBy.SERVER,
            "order": _LAST,
        },
    )
    return item


def _host(finding: AuditFinding) -> str:
    return finding.run.site.split("//")[-1].partition("/")[0].partition(":")[0]


def _category(about: known.KnownItem | None, service: Service) -> str:
    """Never necessary: that needs a reason, which only a person can give (LAW C-14)."""
    category = about.category if about else service.category
    return Category.ANALYTICS if category == Category.NECESSARY else category


def _deletable_by(finding: AuditFinding, about: known.KnownItem | None, *, is_first: bool) -> str:
    if not is_first:
        return DeletableBy.NOBODY
    if about:
        return about.deletable_by
    return DeletableBy.SERVER if finding.trace == StorageKind.COOKIE else DeletableBy.PAGE


def _service(about: known.KnownItem | None) -> Service:
    """Return the service that is known to store it, else one that waits for somebody to say whose it is."""
    key, vendor, name = (about.service.key, about.service.vendor, about.service.name) if about else (_UNKNOWN,) * 3
    if service := Service.objects.filter(key=key).first():
        return service
    title = next((one.name for one in known.vendors() if one.key == vendor), vendor)
    owner, _is_new = Vendor.objects.get_or_create(
        key=vendor,
        defaults={
            "name": title if about else _("Not known yet"), "legal_entity": "", "role": "", "does": {},
            "storage_countries": [], "parent_country": "", "tool": TransferTool.NONE, "notice_url": "", "order": _LAST,
        },
    )  # fmt: skip
    category = about.service.category if about else Category.ANALYTICS
    return Service.objects.create(
        key=key, vendor=owner, name=name if about else _("Not known yet"), category=category, order=_LAST
    )
