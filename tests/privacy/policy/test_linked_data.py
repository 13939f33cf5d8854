"""The register as JSON-LD: valid by its own schema, in terms of DPV 2.2, without staff notes."""

import hashlib
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from privacy.policy import documents, publishing
from privacy.policy.models import RevisionDocument
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.promises import registry as promises
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import Statement
from tests.factories.privacy import NOW, PurposeFactory, accept_gaps, both
from tests.factories.seeds import load_seed
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
HERE = "/personvern/versjoner/1/register.json"
# Terms copied from the vocabulary's own files, version 2.2: dpv/dpv.csv and legal/eu/gdpr/eu-gdpr.csv.
TERMS = {
    "dpv": {
        "DataController", "DataProcessor", "DataSubProcessor", "JointDataControllers", "DataProtectionAuthority",
        "DataSubjectRight", "PersonalDataProcess", "PrivacyNotice", "StorageCondition", "hasAddress", "hasAuthority",
        "hasContact", "hasDataController", "hasDataSubject", "hasLegalBasis", "hasLocation", "hasName", "hasNotice",
        "hasPersonalData", "hasPersonalDataProcess", "hasPurpose", "hasRecipient", "hasRight", "hasStorageCondition",
    },
    "eu-gdpr": {
        "A6-1-a", "A6-1-b", "A6-1-c", "A6-1-d", "A6-1-e", "A6-1-f", "A7-3", "A15", "A16", "A17", "A18", "A20", "A21",
        "A22", "A45-3", "A46-2-b", "A46-2-c",
    },
}  # fmt: skip


@pytest.fixture
def seeded(db: None, replace_entries: ReplaceEntries) -> Revision:
    """Publish the seed, with the promises removed from its statements."""
    in_force.forget()
    replace_entries(promises.promises, {})
    load_seed(now=NOW)
    Statement.objects.update(promises=[])
    accept_gaps()  # without promises the linter reports statements that need a promise
    revision = publishing.publish(now=NOW)
    in_force.refresh()
    return revision


def fetched(client: Client, path: str = "/personvern/register.json") -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200
    return dict(json.loads(response.content))


def faults(value: Any, rule: dict[str, Any], whole: dict[str, Any], place: str = "") -> list[str]:
    """Return the places where a value is invalid by a schema; only the JSON Schema keywords of ours are supported."""
    known = {
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "required", "properties", "items", "enum",
        "const", "pattern", "additionalProperties", "minItems", "minLength", "minProperties", "minimum",
    }  # fmt: skip
    assert rule.keys() <= known, rule.keys() - known
    if "$ref" in rule:
        return faults(value, whole["$defs"][rule["$ref"].rpartition("/")[2]], whole, place)
    types = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    wanted = rule.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    found = []
    if wanted and not any(isinstance(value, types[name]) for name in wanted):
        return [f"{place}: not {wanted}"]
    if ("const" in rule and value != rule["const"]) or ("enum" in rule and value not in rule["enum"]):
        found.append(f"{place}: {value}")
    if isinstance(value, str) and (
        not re.search(rule.get("pattern", ""), value) or len(value) < rule.get("minLength", 0)
    ):
        found.append(f"{place}: {value}")
    if isinstance(value, int) and value < rule.get("minimum", value):
        found.append(f"{place}: {value}")
    return found + faults_inside(value, rule, whole, place)


def faults_inside(value: Any, rule: dict[str, Any], whole: dict[str, Any], place: str) -> list[str]:
    """Return the faults of the items of a list or the properties of an object."""
    found: list[str] = []
    if isinstance(value, list):
        found += [f"{place}: too few"] * (len(value) < rule.get("minItems", 0))
        for number, element in enumerate(value):
            found += faults(element, rule.get("items", {}), whole, f"{place}/{number}")
    if isinstance(value, dict):
        found += [f"{place}: lacks {name}" for name in rule.get("required", []) if name not in value]
        found += [f"{place}: empty"] * (len(value) < rule.get("minProperties", 0))
        more = rule.get("additionalProperties", {})
        for name, element in value.items():
            inner = rule.get("properties", {}).get(name, more)
            if inner is False:
                found.append(f"{place}: {name} is unknown")
            elif isinstance(inner, dict):
                found += faults(element, inner, whole, f"{place}/{name}")
    return found


@pytest.mark.usefixtures("seeded")
def test_register_holds_to_its_schema(client: Client) -> None:
    schema = fetched(client, "/personvern/schema/register-1.json")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    document = fetched(client)
    assert schema["$id"] == document["conforms_to"] == f"{settings.BASE_URL}/personvern/schema/register-1.json"
    assert faults(document, schema, schema) == []
    assert faults({**document, "surprise": 1}, schema, schema) == [": surprise is unknown"]
    assert faults({**document, "number": "1"}, schema, schema) == ["/number: not ['integer']"]


@pytest.mark.usefixtures("seeded")
def test_every_term_is_one_of_the_vocabulary(client: Client) -> None:
    text = client.get("/personvern/register.json").content.decode()
    used = set(re.findall(r'"(dpv|eu-gdpr):([A-Za-z0-9-]+)"', text))
    assert len(used) > 20
    assert {(prefix, term) for prefix, term in used if term not in TERMS[prefix]} == set()


@pytest.mark.usefixtures("seeded")
def test_references_lead_to_something(client: Client) -> None:
    document = fetched(client)
    ids = {one["@id"] for kind in ("processes", "recipients") for one in document[kind]}
    named = {name for process in document["processes"] for name in process["recipients"]}
    named |= {
        name
        for recipient in document["recipients"]
        for name in [*recipient["purposes"], recipient.get("engaged_by", "")]
        if name
    }
    assert named
    assert named <= ids
    assert {process["key"]: process["legal_basis"] for process in document["processes"]}[
        "newsletter"
    ] == "eu-gdpr:A6-1-a"


@pytest.mark.law("L-01")
@pytest.mark.usefixtures("seeded")
def test_texts_are_in_every_language_and_hashes_are_those_published(client: Client) -> None:
    document, revision = fetched(client), Revision.objects.get()
    assert document["sha256"]["register"] == revision.sha256
    assert document["sha256"]["texts"] == {text.language: text.sha256 for text in revision.texts.all()}
    for one in document["processes"]:
        assert set(one["purpose"]) == set(LANGUAGES)


@pytest.mark.usefixtures("seeded")
def test_nothing_of_staffs_is_in_it(client: Client) -> None:
    text = client.get("/personvern/register.json").content.decode()
    for row in Purpose.objects.all():
        for note in (row.balance_note, row.assessment_note):
            assert not note or note not in text
    staff = Purpose.objects.get(key="staff")
    assert staff.title["nb"] not in text
    for rule in staff.retention_rules.all():
        assert rule.key not in text
    for word in ("agreement_on", "transfer_status", "is_halted", "tool_checked_on", "amber", "covers", "balance_note"):
        assert f'"{word}"' not in text


@pytest.mark.law("P58")
@pytest.mark.usefixtures("seeded")
def test_revision_keeps_its_bytes_for_ever(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(HERE)
    kept: Model = RevisionDocument.objects.get(name="register.json")
    assert kept.sha256 == hashlib.sha256(first.content).hexdigest()
    assert first["ETag"] == f'"{kept.sha256}"'
    Controller.objects.update(contact_email="ny@example.com")
    publishing.publish(now=NOW)
    in_force.refresh()
    monkeypatch.setattr(documents, "register_json", lambda _revision: b"{}")
    assert client.get(HERE).content == first.content
    assert client.get(HERE, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get("/personvern/register.json").content == b"{}"


@pytest.mark.usefixtures("published")
def test_addresses_are_the_public_contract_and_give_the_same_bytes(client: Client) -> None:
    paths = {"nb": "/personvern/register.json", "nn": "/nn/personvern/register.json", "en": "/en/privacy/register.json"}
    answers = {code: client.get(path) for code, path in paths.items()}
    for code, path in paths.items():
        with override(code):
            assert reverse("privacy:register") == path
        assert answers[code]["Content-Type"] == "application/ld+json"
        assert answers[code]["Cache-Control"] == "public, max-age=60"
        assert not answers[code].cookies
    assert len({answer.content for answer in answers.values()}) == 1
    assert client.get(HERE).content == answers["nb"].content
    assert "immutable" in client.get(HERE)["Cache-Control"]
    assert client.get("/personvern/versjoner/9/register.json").status_code == 404


@pytest.mark.usefixtures("published")
def test_policy_page_leads_to_the_register(client: Client) -> None:
    page = client.get("/personvern/").content.decode()
    assert f'<link rel="alternate" type="application/ld+json" href="{HERE}">' in page


def test_older_revision_without_newer_facts_can_be_told(published: Revision, client: Client) -> None:
    purpose = PurposeFactory.create(title=both("Ny"), subjects={})
    publishing.publish(now=NOW)
    content = Revision.objects.get(number=2).content
    for one in content["privacy"]["purposes"]:
        one.pop("subjects")
        one.pop("covers")
    Revision.objects.create(number=3, published_at=NOW, content=content, sha256="0" * 64)
    told = fetched(client, "/personvern/versjoner/3/register.json")
    assert purpose.key in [process["key"] for process in told["processes"]]
