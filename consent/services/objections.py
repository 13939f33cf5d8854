"""Errors in the draft register of services that prevent publishing it."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from consent.services import known
from consent.services.enums import Category
from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from privacy.register.frozen.parts import Storage
from privacy.register.purposes.enums import LegalBasis
from privacy.register.purposes.models import Purpose
from privacy.register.queries import newest_register


def objections() -> list[str]:
    """Return, in the active language, every breach of LAW C-14, C-19, C-20 and P13 in the draft."""
    necessary = StorageItem.objects.filter(category=Category.NECESSARY)
    reasons = [
        _("%(item)s is known to follow people, so it is not necessary (LAW C-14).") % {"item": item}
        for item in necessary
        if known.is_never_necessary(item.name)
    ]
    reasons += [
        _("%(service)s is known to serve what needs a yes, so it is not necessary (LAW C-14).") % {"service": service}
        for service in Service.objects.filter(category=Category.NECESSARY)
        if known.is_service_with_consent(service.key)
    ]
    reasons += [
        _("%(item)s is new among what is necessary, and nobody has reviewed why (LAW C-14).") % {"item": item}
        for item in _never_accepted(necessary.filter(reviewed_on__isnull=True))
    ]
    reasons += [
        _("%(item)s needs a yes, and %(service)s is loaded without one (LAW C-19).")
        % {"item": item, "service": item.service}
        for item in StorageItem.objects.filter(service__category=Category.NECESSARY)
        .exclude(category=Category.NECESSARY)
        .select_related("service")
    ]
    purposes = {purpose.key: purpose for purpose in Purpose.objects.filter(is_in_notice=True)}
    for service in Service.objects.select_related("vendor"):
        reasons += _about_purposes(service, purposes)
        if missing := list(_missing_facts(service.vendor)):
            reasons.append(
                _("%(service)s: %(vendor)s lacks %(facts)s (LAW C-20).")
                % {"service": service, "vendor": service.vendor, "facts": ", ".join(missing)}
            )
    return reasons


def _about_purposes(service: Service, purposes: Mapping[str, Purpose]) -> Iterator[str]:
    """Yield errors in a service's purposes; where consent is needed, each purpose must rest on consent (C-19)."""
    if not service.purposes:
        yield _("%(service)s names no purpose (LAW P13).") % {"service": service}
    needs_yes = service.category != Category.NECESSARY
    for key in service.purposes:
        facts = {"service": service, "purpose": purposes.get(key, key)}
        if key not in purposes:
            yield _("%(service)s: the notice tells of no purpose “%(purpose)s” (LAW P13).") % facts
        elif needs_yes and purposes[key].legal_basis != LegalBasis.CONSENT:
            yield _("%(service)s needs a yes, and “%(purpose)s” rests on something else (LAW C-19).") % facts


def _never_accepted(items: Iterable[StorageItem]) -> Iterator[StorageItem]:
    """Yield items that are not necessary in the revision in force; before the first revision, the gaps list them."""
    latest = newest_register()
    if latest is None:
        return
    rows = latest.part(Storage).everything()
    accepted = {(row.kind, row.name, row.domain) for row in rows if row.category == Category.NECESSARY}
    yield from (item for item in items if (item.kind, item.name, item.domain) not in accepted)


def _missing_facts(vendor: Vendor) -> Iterator[str]:
    facts = {
        _("the legal entity"): vendor.legal_entity,
        _("the role"): vendor.role,
        _("the country"): vendor.parent_country and vendor.storage_countries,
        _("the link to its notice"): vendor.notice_url,
    }
    yield from (name for name, fact in facts.items() if not fact)
