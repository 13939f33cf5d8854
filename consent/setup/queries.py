"""What the setup assistant has done and what is left, read from the draft register itself."""

from collections.abc import Mapping

from django.conf import settings

from consent.catalogue import queries as catalogue
from consent.services.enums import Category, StorageKind
from consent.services.models import Service, StorageItem
from privacy.law.countries import EEA
from privacy.recipients.enums import Role, TransferTool
from privacy.recipients.models import Vendor
from privacy.register.languages.fields import TranslatedField
from privacy.register.models import Revision
from privacy.register.purposes.enums import Supply
from privacy.register.purposes.models import Purpose
from privacy.register.purposes.queries import controller
from privacy.register.statements.models import Statement

CONTROLLER_FACTS = ("name", "contact_email", "organisation_number", "address", "phone", "officer")
NEWSLETTER = "newsletter"  # the purpose of the basis that the site's newsletter serves
# The assistant writes to all of these.
MAY_EDIT = (
    "privacy.change_controller", "privacy.add_purpose", "privacy.change_purpose", "privacy.add_vendor",
    "privacy.change_vendor", "privacy.add_statement", "consent.add_service", "consent.change_service",
    "consent.add_storageitem", "consent.change_storageitem",
)  # fmt: skip
_FACTS = ("name", "legal_entity", "role", "does", "storage_countries", "parent_country", "notice_url")


def lacking_controller_facts() -> list[str]:
    """Return the fields of the controller that a policy needs and nobody has entered."""
    row = controller()
    return [name for name in CONTROLLER_FACTS if not getattr(row, name)]


def has_country() -> bool:
    """Tell whether the controller has a country with its authority."""
    row = controller()
    return bool(row.country and row.authority_name and row.authority_url)


def lacking_facts(vendor: Vendor) -> list[str]:
    """Return the fields of a recipient that a policy needs and nobody has entered."""
    missing = [name for name in _FACTS if is_lacking(vendor, name)]
    if vendor.role == Role.JOINT and not (hasattr(vendor, "agreement") and is_whole(vendor.agreement.arrangement)):
        missing.append("arrangement")
    if vendor.tool in ("", TransferTool.NONE) and _countries(vendor) - EEA:
        missing.append("tool")
    return missing


def _countries(vendor: Vendor) -> set[str]:
    return {*vendor.storage_countries, *vendor.access_countries, vendor.parent_country} - {""}


def is_lacking(row: object, name: str) -> bool:
    """Tell whether a field is empty, or lacks a text in a language of the site."""
    value = getattr(row, name)
    field = type(row)._meta.get_field(name)  # type: ignore[attr-defined]
    return not is_whole(value) if isinstance(field, TranslatedField) else not value


def is_whole(text: Mapping[str, str]) -> bool:
    """Tell whether a text is there in every language of the site."""
    return all(str(text.get(code) or "").strip() for code, _name in settings.LANGUAGES)


def open_vendors() -> list[tuple[Vendor, list[str]]]:
    """Return the recipients that lack facts, with the names of their fields."""
    vendors = Vendor.objects.direct().select_related("agreement")
    return [(vendor, missing) for vendor in vendors if (missing := lacking_facts(vendor))]


def open_supplies() -> list[Supply]:
    """Return what every website needs and nobody is entered for: no recipient, nor the company itself."""
    run = set(controller().runs_itself)
    run |= {name for supplies in Vendor.objects.values_list("supplies", flat=True) for name in supplies}
    return [supply for supply in Supply if supply not in run]


def lacking_of_item(item: StorageItem) -> list[str]:
    """Return the fields of a storage item that nobody has entered; a lifetime and a review may wait."""
    missing = [] if is_whole(item.description) else ["description"]
    if item.lifetime_seconds is None and item.kind == StorageKind.COOKIE:
        missing.append("lifetime_seconds")
    is_brought = item.service_id is not None or item.is_in_published_policy
    if item.category == Category.NECESSARY and item.reviewed_on is None and is_brought:
        missing += ["justification", "reviewer"]
    return missing


def open_items() -> list[tuple[StorageItem, list[str]]]:
    """Return the storage items that lack facts, with the names of their fields."""
    items = StorageItem.objects.select_related("service")
    return [(item, missing) for item in items if (missing := lacking_of_item(item))]


def has_newsletter() -> bool:
    """Tell whether the site offers a newsletter."""
    return Purpose.objects.in_notice().filter(key=NEWSLETTER).exists()


def known_activities() -> set[str]:
    """Return the ready purposes that the register has."""
    return set(Purpose.objects.filter(key__in=list(catalogue.purposes())).values_list("key", flat=True))


def done_steps() -> set[str]:
    """Return the steps of the assistant that need nothing more."""
    has_vendors = Vendor.objects.exists()
    has_text = Statement.objects.exists()
    done = {
        "who": not lacking_controller_facts(),
        "country": has_country(),
        "site": has_vendors or bool(known_activities()),
        "vendors": has_vendors,
        "facts": has_vendors and not open_vendors() and not open_items() and not open_supplies(),
        "cookies": has_text or StorageItem.objects.filter(is_in_published_policy=True).exists(),
        "text": has_text,
        "check": Revision.objects.exists(),
    }
    return {step for step, is_done in done.items() if is_done}


def is_published() -> bool:
    """Tell whether a policy is in force."""
    return Revision.objects.exists()


def services_without_purpose() -> list[Service]:
    """Return the services that serve no purpose of the register."""
    keys = set(Purpose.objects.in_notice().values_list("key", flat=True))
    return [service for service in Service.objects.all() if not keys & set(service.purposes)]
