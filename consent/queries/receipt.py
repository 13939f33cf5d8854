"""A consent record as data, in the terms of ISO/IEC TS 27560 and DPV (LAW part 6)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from consent.enums import Category
from consent.models import ConsentRecord
from privacy.fields import in_language
from privacy.models import JournalEntry

_SCHEMA = "https://w3id.org/dpv/standards/iso/27560"
_CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "schema_version": "dct:conformsTo",
    "record_id": "dct:identifier",
    "pii_principal_id": "dpv:hasDataSubject",
    "privacy_notice": "dpv:hasNotice",
    "language": "dct:language",
    "purposes": "dpv:hasPurpose",
    "lawful_basis": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
    "purpose_type": {"@id": "dct:type", "@type": "@id"},
    "pii_information": "dpv:hasPersonalData",
    "pii_controllers": "dpv:hasDataController",
    "collection_method": "dpv:hasDataSource",
    "storage_locations": "dpv:hasStorageCondition",
    "retention_period": "dpv:hasDuration",
    "jurisdiction": "dpv:hasJurisdiction",
    "recipient_third_parties": "dpv:hasRecipient",
    "withdrawal_method": "dpv:hasConsentControl",
    "privacy_rights": "dpv:hasRight",
    "authority_party": "dpv:hasAuthority",
    "event_time": "dct:date",
    "validity_duration": "dct:valid",
    "entity_id": "dpv:isIndicatedBy",
    "event_type": {"@id": "dct:type", "@type": "@vocab"},
    "event_state": {"@id": "dpv:hasConsentStatus", "@type": "@vocab"},
    "@vocab": "https://w3id.org/dpv#",
}
_PURPOSES = {Category.ANALYTICS: "dpv:ServiceUsageAnalytics", Category.MARKETING: "dpv:Marketing"}


def state(record: ConsentRecord) -> str:
    """Return the DPV status of a record as it stands."""
    if record.withdrawn_at:
        return "ConsentWithdrawn"
    return "ConsentInvalidated" if record.replaced_by else "ConsentGiven"


def as_json(record: ConsentRecord, proof: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the receipt as JSON-LD: what was agreed, in which words, with whom, how to take it back or check it."""
    content = record.revision.content
    services = [one for one in content["consent"]["services"] if one["category"] in record.granted]
    vendors = {one["key"]: one for one in content["privacy"]["vendors"]}
    recipients = [vendors[key] for key in dict.fromkeys(one["vendor"] for one in services)]
    return {
        "@context": _CONTEXT,
        "@type": "dpv:ConsentReceipt",
        "receipt_created": now.isoformat(),
        "schema_version": _SCHEMA,
        "record_id": str(record.pk),
        # The record's own random number, which only the browser that gave it knows.
        "pii_principal_id": str(record.pk),
        **_notice(record),
        "purposes": [_purpose(category, services) for category in record.granted],
        "pii_controllers": [_controller(content["privacy"]["controller"])],
        "recipient_third_parties": [_party(one) for one in recipients],
        "storage_locations": sorted({country for one in recipients for country in one["storage_countries"]}),
        "retention_period": {"until": _time(record.retain_until)},
        "options_shown": record.options,
        "services": [{"service": one["key"], "vendor": one["vendor"], "category": one["category"]} for one in services],
        "collection_method": {"surface": record.surface, "control": record.control, "gpc": record.is_gpc},
        **_event(record),
        "withdrawal_method": settings.BASE_URL + reverse("consent:choices"),
        "proof": dict(proof),
    }


def proof_as_json(sha256: str, entries: Sequence[JournalEntry], holds: bool) -> dict[str, Any]:
    """Return what the journal says; each hash is SHA-256 of the seven parts, one on a line."""
    parts = ("stream", "seq", "at", "event", "revision", "facts", "previous")
    return {
        "record_sha256": sha256,
        "holds": holds,
        "hashed": list(parts),
        "journal": [
            {name: getattr(one, name) for name in (*parts, "hash")}
            | {"at": one.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
            for one in entries
        ],
    }


def labels(categories: list[str]) -> list[str]:
    """Return categories as people read them, in the active language."""
    return [str(Category(value).label) for value in categories]


def _notice(record: ConsentRecord) -> dict[str, Any]:
    return {
        "privacy_notice": {"revision": record.revision_id, "sha256": record.revision.sha256},
        "interface_sha256": record.interface_hash,
        "language": record.language,
        "jurisdiction": record.revision.content["privacy"]["controller"].get("country", ""),
    }


def _purpose(category: str, services: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "purpose": category,
        "purpose_type": _PURPOSES[Category(category)],
        "lawful_basis": "eu-gdpr:A6-1-a",
        "pii_information": [
            {"pii_type": in_language(one["data"]), "pii_optional": True, "sensitive": False, "service": one["key"]}
            for one in services
            if one["category"] == category
        ],
    }


def _controller(controller: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "party_id": controller.get("organisation_number") or settings.BASE_URL,
        "name": controller.get("name", ""),
        "address": controller.get("address", ""),
        "contact": controller.get("contact_email", ""),
        "type": "dpv:DataController",
    }


def _party(vendor: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "party_id": vendor["key"],
        "name": vendor["legal_entity"] or vendor["name"],
        "address": vendor["parent_country"],
        "contact": vendor["notice_url"],
        "type": "dpv:ThirdParty",
        "role": vendor["role"],
    }


def _event(record: ConsentRecord) -> dict[str, Any]:
    return {
        "event_type": "ExpressedConsent",
        "event_state": state(record),
        "event_time": _time(record.given_at),
        "validity_duration": f"P{(record.expires_at - record.given_at).days}D",
        "valid_until": _time(record.expires_at),
        "entity_id": "dpv:DataSubject",
        "withdrawn_at": _time(record.withdrawn_at),
        "retained_until": _time(record.retain_until),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
