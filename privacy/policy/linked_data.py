"""A revision of the register as JSON-LD, in the words of the Data Privacy Vocabulary (DPV) 2.2.

Made from the frozen register only. Left out: staff notes, the verification of transfers, agreements, and purposes
that belong to another notice.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from privacy.conf import privacy_settings
from privacy.recipients.enums import Role, TransferTool
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Controller, Leg, Purpose, RetentionRule, Right, Vendor
from privacy.register.models import Revision
from privacy.register.purposes.covering import served, stored
from privacy.register.purposes.enums import LegalBasis

DPV_VERSION = "2.2"
SCHEMA_FILE = Path(__file__).parent / "schema" / "register-1.json"

_BASES = {
    LegalBasis.CONSENT: "eu-gdpr:A6-1-a",
    LegalBasis.CONTRACT: "eu-gdpr:A6-1-b",
    LegalBasis.LEGAL_OBLIGATION: "eu-gdpr:A6-1-c",
    LegalBasis.VITAL_INTERESTS: "eu-gdpr:A6-1-d",
    LegalBasis.PUBLIC_TASK: "eu-gdpr:A6-1-e",
    LegalBasis.LEGITIMATE_INTEREST: "eu-gdpr:A6-1-f",
}
_TOOLS: dict[str, str] = {
    TransferTool.ADEQUACY: "eu-gdpr:A45-3",
    TransferTool.DPF: "eu-gdpr:A45-3",
    TransferTool.BCR: "eu-gdpr:A46-2-b",
}
_NOT_VERIFIED = "not_verified"
_CLAUSES, _CLAUSES_BY_COMMISSION = "scc", "eu-gdpr:A46-2-c"
_ROLES: dict[str, str] = {
    Role.PROCESSOR: "dpv:DataProcessor",
    Role.JOINT: "dpv:JointDataControllers",
    Role.CONTROLLER: "dpv:DataController",
}
_RIGHTS = {
    "information": "eu-gdpr:A15",
    "access": "eu-gdpr:A15",
    "rectification": "eu-gdpr:A16",
    "erasure": "eu-gdpr:A17",
    "restriction": "eu-gdpr:A18",
    "portability": "eu-gdpr:A20",
    "objection": "eu-gdpr:A21",
    "other_use": "eu-gdpr:A21",
    "automated": "eu-gdpr:A22",
    "withdrawal": "eu-gdpr:A7-3",
}
_IN_LANGUAGES = {"@container": "@language"}
_RULE = ("key", "title", "trigger", "period", "days", "months", "legal_source")
_STORED = ("kind", "name", "domain", "party", "category", "lifetime_seconds", "description")


def register_json(revision: Revision) -> bytes:
    """Return the register of one revision as JSON-LD, in every language; the same bytes for the same revision."""
    document = _document(revision)
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def schema() -> bytes:
    """Return the JSON Schema of ``register.json``."""
    plain = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return (json.dumps({"$id": schema_address(), **plain}, ensure_ascii=False, indent=1) + "\n").encode()


def schema_address() -> str:
    return _address("privacy:register_schema")


def _address(name: str, *arguments: object, language: str | None = None) -> str:
    with translation.override(language or settings.LANGUAGE_CODE):
        return privacy_settings().base_url + reverse(name, args=arguments)


def _context(here: str) -> dict[str, Any]:
    return {
        "@base": here,
        "@vocab": f"{schema_address()}#",
        "dct": "http://purl.org/dc/terms/",
        "dpv": "https://w3id.org/dpv#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
        "address": "dpv:hasAddress",
        "authority": "dpv:hasAuthority",
        "conforms_to": {"@id": "dct:conformsTo", "@type": "@id"},
        "contact": "dpv:hasContact",
        "controller": "dpv:hasDataController",
        "data": {"@id": "dpv:hasPersonalData", **_IN_LANGUAGES},
        "description": {"@id": "dct:description", **_IN_LANGUAGES},
        "issued": "dct:issued",
        "languages": "dct:language",
        "legal_basis": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
        "name": "dpv:hasName",
        "number": "dct:identifier",
        "policy": {"@id": "dpv:hasNotice", "@type": "@id", "@container": "@index"},
        "processes": "dpv:hasPersonalDataProcess",
        "purpose": {"@id": "dpv:hasPurpose", **_IN_LANGUAGES},
        "recipients": "dpv:hasRecipient",
        "retention": "dpv:hasStorageCondition",
        "right": {"@id": "dpv:hasRight", "@type": "@id"},
        "rights": "dpv:hasRight",
        "stored_in": "dpv:hasLocation",
        "subjects": {"@id": "dpv:hasDataSubject", **_IN_LANGUAGES},
        "title": {"@id": "dct:title", **_IN_LANGUAGES},
    } | dict.fromkeys(("legal_note", "necessity", "period", "trigger"), _IN_LANGUAGES)


def _document(revision: Revision) -> dict[str, Any]:
    register = revision.register
    texts = {text.language: text.sha256 for text in revision.texts.all()}
    here = _address("privacy:version_register", revision.number)
    return {
        "@context": _context(here),
        "@id": here,
        "@type": "dpv:PrivacyNotice",
        "conforms_to": schema_address(),
        "dpv_version": DPV_VERSION,
        "number": revision.number,
        "issued": revision.published_at.isoformat(),
        "sha256": {"register": revision.sha256, "texts": texts},
        "languages": sorted(texts),
        "policy": {code: _address("privacy:version", revision.number, language=code) for code in sorted(texts)},
        "controller": _controller(register.controller),
        "authority": _authority(register.controller),
        "processes": [_process(purpose, register) for purpose in register.purposes],
        "recipients": [_recipient(vendor, register) for vendor in register.vendors],
        "rights": [_right(right) for right in register.rights],
    }


def _controller(who: Controller) -> dict[str, Any]:
    facts = {
        "name": who.name,
        "organisation_number": who.organisation_number,
        "address": who.address,
        "contact": [way for way in (who.contact_email, who.phone) if way],
        "country": who.country,
    }
    return {"@type": "dpv:DataController"} | {name: value for name, value in facts.items() if value}


def _authority(who: Controller) -> dict[str, Any]:
    return {
        "@type": "dpv:DataProtectionAuthority",
        "name": who.authority_name,
        "contact": [who.authority_url],
    }


def _process(purpose: Purpose, register: Register) -> dict[str, Any]:
    key = purpose.key
    rules = [rule for rule in register.retention_rules if rule.purpose == key and rule.is_in_notice]
    texts = {
        "purpose": purpose.title,
        "description": purpose.description,
        "legal_note": purpose.legal_note,
        "subjects": purpose.subjects,
        "data": purpose.data,
        "necessity": purpose.is_voluntary,
    }
    return {
        "@id": f"#purpose-{key}",
        "@type": "dpv:PersonalDataProcess",
        "key": key,
        "legal_basis": _BASES[LegalBasis(purpose.legal_basis)],
        "recipients": [f"#recipient-{recipient}" for recipient in _recipients_of(key, register)],
        "retention": [_rule(rule) for rule in rules],
        "storage": list(_storage_of(key, register)),
    } | {name: text for name, text in texts.items() if text}


def _rule(rule: RetentionRule) -> dict[str, Any]:
    plain = {
        name: getattr(rule, name) for name in ("key", "title", "trigger", "period", "days", "months", "legal_source")
    }
    return {"@type": "dpv:StorageCondition"} | plain


def _storage_of(key: str, register: Register) -> Iterator[dict[str, Any]]:
    for owner, item, serves in stored(register, register.purposes):
        if key in serves:
            yield {"owner": owner} | {name: getattr(item, name) for name in _STORED}


def _recipients_of(key: str, register: Register) -> list[str]:
    return [vendor.key for vendor in register.vendors if key in served(vendor, register)]


def _recipient(vendor: Vendor, register: Register) -> dict[str, Any]:
    above = vendor.engaged_by
    kind = "dpv:DataSubProcessor" if above else _ROLES.get(vendor.role, "dpv:Recipient")
    published = {purpose.key for purpose in register.purposes}
    facts = {
        "@id": f"#recipient-{vendor.key}",
        "@type": kind,
        "name": vendor.name,
        "legal_entity": vendor.legal_entity,
        "description": vendor.does,
        "stored_in": list(vendor.storage_countries),
        "reached_from": list(vendor.access_countries),
        "parent_country": vendor.parent_country,
        "purposes": [f"#purpose-{key}" for key in sorted(served(vendor, register) & published)],
        "transfers": [_transfer(leg) for leg in vendor.legs],
        "notice": vendor.notice_url,
    }
    return facts | ({"engaged_by": f"#recipient-{above}"} if above else {})


def _transfer(leg: Leg) -> dict[str, Any]:
    tool = leg.known_tool
    basis = _CLAUSES_BY_COMMISSION if tool.startswith(_CLAUSES) else _TOOLS.get(tool)
    plain = {"country": leg.country, "tool": tool or _NOT_VERIFIED}
    return plain | ({"legal_basis": basis} if basis else {})


def _right(right: Right) -> dict[str, Any]:
    known = _RIGHTS.get(right.key)
    plain = {
        "@type": "dpv:DataSubjectRight",
        "key": right.key,
        "title": right.title,
        "description": right.text,
    }
    return plain | ({"right": known} if known else {})
