"""The section of the register about what a browser may load and store."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from consent.adapters.adapter import adapters
from consent.conf import consent_settings
from consent.services import draft, own_cookies
from consent.services.loading import load_storage
from consent.services.models import Service, StorageItem
from consent.services.objections import objections
from consent.services.seed_rows import seed_row
from privacy.law.deadlines import local_date
from privacy.recipients.models import Vendor
from privacy.register.frozen.parts import Storage
from privacy.register.operations import load_rows
from privacy.register.sections import Section, add


def load(seed: Mapping[str, Any], now: datetime) -> None:
    """Create or update the services and their storage."""
    load_rows(Service, seed.get("services", []), refer={"vendor": Vendor})
    load_storage(rows=seed.get("storage", []))


def freeze(now: datetime) -> Storage:
    """Return this section's content for a revision."""
    services, changes = draft.services(local_date(now))
    return Storage(months=consent_settings().choice_months, own=draft.own_items(), services=services, changes=changes)


def gaps() -> list[str]:
    """Return the unknown facts about services and storage, and the site's undeclared cookies."""
    missing = [
        _("%(service)s: the site's id is missing; the service does not run.") % {"service": service.name}
        for service in Service.objects.exclude(adapter="")
        if not service.site_id and (adapter := adapters.get(service.adapter)) and adapter.site_id
    ]
    missing += [
        _("%(item)s: the lifetime is not known (LAW C-08).") % {"item": item}
        for item in StorageItem.objects.without_lifetime()
    ]
    if unreviewed := StorageItem.objects.unreviewed().count():
        missing.append(_("%(count)d necessary items have no reviewer and date (LAW C-14).") % {"count": unreviewed})
    if unverified := StorageItem.objects.filter(service__isnull=False, verified_on__isnull=True).count():
        missing.append(_("%(count)d items have not been verified with the vendor's own list.") % {"count": unverified})
    declared = set(StorageItem.objects.own().values_list("name", flat=True))
    missing += [
        _("%(item)s: this site sets it, and the register does not know it (LAW C-15).") % {"item": name}
        for name in sorted(own_cookies.own_cookie_names() - declared)
    ]
    return missing


add(
    Section(
        key="consent",
        order=20,
        load=load,
        freeze=freeze,
        gaps=gaps,
        objections=objections,
        seeds={"services": (Service, ("key",)), "storage": (StorageItem, ("kind", "name", "domain"))},
        writes={"storage": seed_row},
        tables={"storage": "consent/policy_storage.html"},
        models={"services": Service, "own": StorageItem},
        tells={"storage": ("services",)},
    )
)
