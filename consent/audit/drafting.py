"""Add findings of audits and withheld cookies to the draft register, not to the register in force."""

from typing import Any

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
_LAST = 32767  # the order of a row until staff place it


@transaction.atomic
def add_to_draft(*, finding: AuditFinding) -> StorageItem:
    """Add a storage item for a finding, or return the existing item. Raises ``NotAddable``."""
    finding = AuditFinding.objects.select_for_update(of=("self",)).select_related("run").get(pk=finding.pk)
    if finding.item:
        return finding.item
    if not finding.is_addable:
        raise NotAddable
    known_item = known.find(finding.name)
    is_first = is_of_site(finding.host, _host(finding))
    item, _is_new = StorageItem.objects.get_or_create(
        kind=StorageKind(finding.trace),
        name=finding.name[:80],
        domain="" if is_first else finding.host[:120],
        defaults={
            **_defaults(known_item, _("Found by the audit. Say here what it is for.")),
            "party": Party.FIRST if is_first else Party.THIRD,
            "lifetime_seconds": rounded(finding.lifetime)
            if known_item is None or known_item.lifetime is None
            else known_item.lifetime,
            "deletable_by": _deletable_by(finding, known_item, is_first=is_first),
        },
    )
    finding.item = item
    finding.save(update_fields=["item"])
    return item


@transaction.atomic
def add_sighting(*, sighting: Sighting) -> StorageItem:
    """Add a storage item for a cookie that was withheld from our pages, or return the existing item.

    Raises ``NotAddable`` if the sighting is about anything but a cookie.
    """
    if not sighting.is_addable:
        raise NotAddable
    known_item = known.find(sighting.name)
    item, _is_new = StorageItem.objects.get_or_create(
        kind=StorageKind.COOKIE,
        name=sighting.name[:80],
        domain="",
        defaults={
            **_defaults(known_item, _("Withheld from a page of ours. Say here what it is for.")),
            "lifetime_seconds": known_item.lifetime if known_item else None,
            "deletable_by": known_item.deletable_by if known_item else DeletableBy.SERVER,
        },
    )
    return item


def _defaults(known_item: known.KnownItem | None, description: str) -> dict[str, Any]:
    service = _service(known_item)
    category = known_item.category if known_item else service.category
    return {
        "service": service,
        # Never necessary: that needs a reason, which only a person can give (LAW C-14).
        "category": Category.ANALYTICS if category == Category.NECESSARY else category,
        # In one language only, so that the draft cannot be published before somebody has described the item.
        "description": {settings.LANGUAGE_CODE: description},
        "source_url": known_item.source if known_item else "",
        "order": _LAST,
    }


def _host(finding: AuditFinding) -> str:
    return finding.run.site.split("//")[-1].partition("/")[0].partition(":")[0]


def _deletable_by(finding: AuditFinding, known_item: known.KnownItem | None, *, is_first: bool) -> str:
    if not is_first:
        return DeletableBy.NOBODY
    if known_item:
        return known_item.deletable_by
    return DeletableBy.SERVER if finding.trace == StorageKind.COOKIE else DeletableBy.PAGE


def _service(known_item: known.KnownItem | None) -> Service:
    """Return the known service of an item, else the service “unknown”, for staff to complete."""
    key, vendor, name = (
        (known_item.service.key, known_item.service.vendor, known_item.service.name) if known_item else (_UNKNOWN,) * 3
    )
    if service := Service.objects.filter(key=key).first():
        return service
    title = next((known_vendor.name for known_vendor in known.vendors() if known_vendor.key == vendor), vendor)
    owner, _is_new = Vendor.objects.get_or_create(
        key=vendor,
        defaults={
            "name": title if known_item else _("Not known yet"), "legal_entity": "", "role": "", "does": {},
            "storage_countries": [], "parent_country": "", "tool": TransferTool.NONE, "notice_url": "", "order": _LAST,
        },
    )  # fmt: skip
    category = known_item.service.category if known_item else Category.ANALYTICS
    return Service.objects.create(
        key=key, vendor=owner, name=name if known_item else _("Not known yet"), category=category, order=_LAST
    )
