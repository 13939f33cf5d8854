"""A consent record as data, in the terms of ISO/IEC TS 27560 and DPV (LAW part 6)."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from consent.enums import Category
from consent.models import ConsentRecord

_SCHEMA = "https://w3id.org/dpv/standards/iso/27560"


def state(record: ConsentRecord) -> str:
    """Return the DPV status of a record as it stands."""
    if record.withdrawn_at:
        return "ConsentWithdrawn"
    return "ConsentInvalidated" if record.replaced_by else "ConsentGiven"


def as_json(record: ConsentRecord) -> dict[str, Any]:
    """Return the receipt: what was agreed, under which revision, in which words, and how to take it back."""
    content = record.revision.content
    services = [one for one in content["consent"]["services"] if one["category"] in record.granted]
    controller = content["privacy"]["controller"]
    return {
        "schema_version": _SCHEMA,
        "record_id": str(record.pk),
        "pii_principal_id": None,
        "privacy_notice": {"revision": record.revision_id, "sha256": record.revision.sha256},
        "interface_sha256": record.interface_hash,
        "language": record.language,
        "jurisdiction": controller.get("country", ""),
        "pii_controllers": [{"name": controller.get("name", ""), "contact": controller.get("contact_email", "")}],
        "purposes": [{"purpose": one, "lawful_basis": "eu-gdpr:A6-1-a"} for one in record.granted],
        "options_shown": record.options,
        "services": [{"service": one["key"], "vendor": one["vendor"], "category": one["category"]} for one in services],
        "collection_method": {"surface": record.surface, "control": record.control, "gpc": record.is_gpc},
        "event_state": state(record),
        "event_time": record.given_at.isoformat(),
        "valid_until": record.expires_at.isoformat(),
        "withdrawn_at": record.withdrawn_at.isoformat() if record.withdrawn_at else None,
        "retained_until": record.retain_until.isoformat() if record.retain_until else None,
        "withdrawal_method": settings.BASE_URL + reverse("consent:choices"),
    }


def labels(categories: list[str]) -> list[str]:
    """Return categories as people read them, in the active language."""
    return [str(Category(value).label) for value in categories]
