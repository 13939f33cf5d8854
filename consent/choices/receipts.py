"""A consent record as data, in the terms of ISO/IEC TS 27560 and DPV (LAW part 6)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from consent.choices.models import ConsentRecord
from consent.services.enums import Category
from privacy.conf import privacy_settings
from privacy.journal.models import JournalEntry
from privacy.recipients.enums import Role
from privacy.register.frozen.rows import Controller, Service, Vendor
from privacy.register.languages.fields import in_language
from privacy.web.pages import path_to

# Terms as DPV 2.3 has them (https://w3id.org/dpv/2.3, 25 February 2026), used as its guide to ISO/IEC TS 27560 uses
# them (https://w3id.org/dpv/guides/consent-27560): each was looked up there. A receipt here is one record in one.
_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
_CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "@vocab": "https://w3id.org/dpv#",
    "receipt_created": "dct:created",
    "schema_version": {"@id": "dct:conformsTo", "@type": "@id"},
    "record_id": "dct:identifier",
    "replaced_by": "dct:isReplacedBy",
    "pii_principal_id": "dpv:hasDataSubject",
    "privacy_notice": "dpv:hasNotice",
    "language": "dct:language",
    "purposes": "dpv:hasPurpose",
    "purpose": "dct:identifier",
    "title": "dct:title",
    "purpose_type": {"@id": "dct:type", "@type": "@id"},
    "lawful_basis": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
    "pii_information": "dpv:hasPersonalData",
    "pii_controllers": "dpv:hasDataController",
    "collection_method": "dpv:hasDataSource",
    "storage_locations": "dpv:hasStorageCondition",
    "locations": "dpv:hasLocation",
    "retention_period": "dpv:hasStorageCondition",
    "until": "dpv:hasDuration",
    "jurisdiction": "dpv:hasJurisdiction",
    "recipient_third_parties": "dpv:hasRecipient",
    "withdrawal_method": "dpv:hasConsentControl",
    "privacy_rights": "dpv:hasRight",
    "exercised_at": {"@id": "dpv:isExercisedAt", "@type": "@id"},
    "authority_party": "dpv:hasAuthority",
    "party_id": "dct:identifier",
    "name": "dpv:hasName",
    "address": "dpv:hasAddress",
    "contact": "dpv:hasContact",
    "type": {"@id": "@type"},
    "event_time": "dct:date",
    "validity_duration": "dct:valid",
    "entity_id": {"@id": "dpv:isIndicatedBy", "@type": "@id"},
    "event_type": {"@id": "dpv:hasLegalBasis", "@type": "@vocab"},
    "event_state": {"@id": "dpv:hasConsentStatus", "@type": "@vocab"},
}
_PURPOSES = {Category.ANALYTICS: "dpv:ServiceUsageAnalytics", Category.MARKETING: "dpv:Marketing"}


def state(record: ConsentRecord, now: datetime) -> str:
    """Return the DPV status of a record in its current state; a replaced record permits nothing any more."""
    if record.withdrawn_at:
        return "ConsentWithdrawn"
    if record.replaced_by:
        return "ConsentStatusInvalidForProcessing"  # DPV has no word for it; "invalidated" is what a court does
    return "ConsentExpired" if now >= record.expires_at else "ConsentGiven"


def as_json(record: ConsentRecord, proof: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the receipt as JSON-LD: the consent, its wording, the recipients, how to withdraw and how to verify it."""
    register = record.revision.register
    services = _services(record)
    vendors = {vendor.key: vendor for vendor in register.vendors}
    recipients = [vendors[key] for key in dict.fromkeys(service.vendor for service in services)]
    return {
        "@context": _CONTEXT,
        "@type": ["dpv:ConsentReceipt", "dpv:ConsentRecord"],
        "receipt_created": now.isoformat(),
        "schema_version": _SCHEMA,
        "record_id": str(record.pk),
        # The record's own random id, known only to the browser that gave the consent.
        "pii_principal_id": str(record.pk),
        **_notice(record),
        "purposes": list(_purposes(record, services)),
        "pii_controllers": [_controller(register.controller)],
        "recipient_third_parties": [_party(recipient) for recipient in recipients],
        "storage_locations": {
            "@type": "dpv:StorageLocation",
            "locations": sorted({country for recipient in recipients for country in recipient.storage_countries}),
        },
        "retention_period": {"@type": "dpv:StorageDuration", "until": _time(record.retain_until)},
        "options_shown": record.options,
        "services": [
            {"service": service.key, "vendor": service.vendor, "category": service.category} for service in services
        ],
        "collection_method": {"surface": record.surface, "control": record.control, "gpc": record.is_gpc},
        **_event(record, now),
        **_rights(register.controller),
        "proof": dict(proof),
    }


def proof_as_json(sha256: str, entries: Sequence[JournalEntry], holds: bool) -> dict[str, Any]:
    """Return the journal entries; each hash is SHA-256 of the seven parts, each on its own line."""
    parts = ("stream", "seq", "at", "event", "revision", "facts", "previous")
    return {
        "record_sha256": sha256,
        "holds": holds,
        "hashed": list(parts),
        "journal": [
            {name: getattr(entry, name) for name in (*parts, "hash")}
            | {"at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
            for entry in entries
        ],
    }


def labels(categories: list[str]) -> list[str]:
    """Return the names of categories for display, in the active language."""
    return [str(Category(value).label) for value in categories]


def _notice(record: ConsentRecord) -> dict[str, Any]:
    return {
        "privacy_notice": {"revision": record.revision_id, "sha256": record.revision.sha256},
        "interface_sha256": record.interface_hash,
        "language": record.language,
        "jurisdiction": record.revision.register.controller.country,
    }


def purpose_titles(record: ConsentRecord) -> list[str]:
    """Return the register's own purposes that were consented to, in the active language."""
    return list(dict.fromkeys(purpose["title"] for purpose in _purposes(record, _services(record)) if purpose["title"]))


def _services(record: ConsentRecord) -> list[Service]:
    return [service for service in record.revision.register.services if service.category in record.granted]


def _purposes(record: ConsentRecord, services: Sequence[Service]) -> Iterator[dict[str, Any]]:
    """Yield each granted category under each purpose that its services name.

    Revisions made before services named their purposes have the category alone.
    """
    titles = {purpose.key: in_language(purpose.title) for purpose in record.revision.register.purposes}
    for category in record.granted:
        mine = [service for service in services if service.category == category]
        for key in dict.fromkeys(key for service in mine for key in service.purposes or ()) or [category]:
            yield {
                "purpose": key,
                "title": titles.get(key, ""),
                "purpose_type": _PURPOSES[Category(category)],
                "lawful_basis": "eu-gdpr:A6-1-a",
                "pii_information": [
                    _data(service) for service in mine if service.purposes is None or key in service.purposes
                ],
            }


def _data(service: Service) -> dict[str, Any]:
    return {
        "pii_type": in_language(service.data),
        "pii_optional": True,
        "sensitive": False,
        "service": service.key,
    }


def _controller(controller: Controller) -> dict[str, Any]:
    return {
        "party_id": controller.organisation_number or privacy_settings().base_url,
        "name": controller.name,
        "address": controller.address,
        "contact": controller.contact_email,
        "type": "dpv:DataController",
    }


def _party(vendor: Vendor) -> dict[str, Any]:
    return {
        "party_id": vendor.key,
        "name": vendor.legal_entity or vendor.name,
        "address": vendor.parent_country,
        "contact": vendor.notice_url,
        "type": "dpv:DataProcessor" if vendor.role == Role.PROCESSOR else "dpv:ThirdParty",
        "role": vendor.role,
    }


def _rights(controller: Controller) -> dict[str, Any]:
    return {
        "withdrawal_method": {
            "@type": "dpv:WithdrawConsent",
            "exercised_at": privacy_settings().base_url + reverse("consent:choices"),
        },
        "privacy_rights": {
            "@type": "dpv:DataSubjectRight",
            "exercised_at": privacy_settings().base_url + path_to("rights"),
        },
        "authority_party": {
            "type": "dpv:Authority",
            "name": controller.authority_name,
            "contact": controller.authority_url,
        },
    }


def _event(record: ConsentRecord, now: datetime) -> dict[str, Any]:
    return {
        "event_type": "ExpressedConsent",
        "event_state": state(record, now),
        "event_time": _time(record.given_at),
        "validity_duration": f"P{(record.expires_at - record.given_at).days}D",
        "valid_until": _time(record.expires_at),
        "entity_id": "dpv:DataSubject",
        "withdrawn_at": _time(record.withdrawn_at),
        "replaced_by": str(record.replaced_by) if record.replaced_by else None,
        "retained_until": _time(record.retain_until),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
