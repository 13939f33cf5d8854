"""A receipt can be held against the journal, by us and by whoever has it."""

import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.choices.models import ConsentRecord
from consent.choices.proving import prove
from consent.choices.receipts import state
from privacy.register.models import Revision
from tests.consent.choices.test_views import answer
from tests.words import says

pytestmark = pytest.mark.django_db
# LAW part 6: what ISO/IEC TS 27560 makes mandatory.
MANDATORY = {
    "schema_version", "record_id", "pii_principal_id", "privacy_notice", "language", "purposes", "pii_controllers",
    "storage_locations", "retention_period", "jurisdiction", "recipient_third_parties", "withdrawal_method",
    "event_time", "validity_duration", "entity_id", "event_type", "event_state",
}  # fmt: skip
PARTY = {"party_id", "name", "address", "contact", "type"}


def receipt(what: str = "json") -> Any:
    url = reverse("consent:receipt", args=[ConsentRecord.objects.get().pk])
    return Client().get(url, {"format": what} if what == "json" else {})


@pytest.mark.law("C-12")
def test_receipt_holds_every_mandatory_field(client: Client, published: Revision) -> None:
    answer(client, "all")
    response = receipt()
    told = response.json()
    assert response["Content-Type"] == "application/ld+json"
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert {name for name, value in told.items() if value not in (None, "", [])} >= MANDATORY
    assert set(told["@context"]) >= MANDATORY
    for party in (*told["pii_controllers"], *told["recipient_third_parties"]):
        assert set(party) >= PARTY
    for purpose in told["purposes"]:
        assert purpose["lawful_basis"] == "eu-gdpr:A6-1-a"
        assert all(piece["pii_type"] for piece in purpose["pii_information"])
    assert {one["name"] for one in told["recipient_third_parties"]} >= {"HubSpot, Inc."}


@pytest.mark.law("C-12", "P13")
def test_receipt_names_the_purposes_of_the_register_and_where_to_take_it_back(
    client: Client, published: Revision
) -> None:
    answer(client, "all")
    told = receipt().json()
    assert [(purpose["purpose"], purpose["purpose_type"]) for purpose in told["purposes"]] == [
        ("statistics", "dpv:ServiceUsageAnalytics"),
        ("advertising", "dpv:Marketing"),
    ]
    assert [piece["service"] for piece in told["purposes"][0]["pii_information"]] == ["hubspot", "hotjar"]
    assert told["withdrawal_method"]["exercised_at"].endswith("/samtykke/")
    assert told["authority_party"]["name"] == "Datatilsynet"
    assert "Analysere bruken av nettsiden, Måle annonser" in receipt("html").content.decode()


@pytest.mark.law("C-12", "C-17")
def test_receipt_says_how_it_stands_in_the_words_of_dpv(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics")
    first = ConsentRecord.objects.get()
    assert state(first, first.given_at) == "ConsentGiven"
    assert state(first, first.expires_at) == "ConsentExpired"
    answer(client, "all")
    first.refresh_from_db()
    assert state(first, first.given_at) == "ConsentStatusInvalidForProcessing"


@pytest.mark.law("C-12", "A-15")
def test_anybody_can_compute_the_hashes_of_a_receipt(client: Client, published: Revision) -> None:
    answer(client, "all")
    answer(client, "none")
    proof = receipt().json()["proof"]
    assert proof["holds"] is True
    assert [one["event"] for one in proof["journal"]] == ["consent.given", "consent.withdrawn"]
    for entry in proof["journal"]:
        text = "\n".join(str(entry[name]) for name in proof["hashed"])
        assert hashlib.sha256(text.encode()).hexdigest() == entry["hash"]
    assert proof["record_sha256"] in proof["journal"][0]["facts"]
    page = receipt("html").content.decode()
    assert proof["journal"][1]["hash"] in page
    assert says("Does not agree") not in page


@pytest.mark.law("A-15")
def test_a_record_that_was_changed_is_shown_plainly(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics")
    record = ConsentRecord.objects.get()
    assert prove(record=record, now=timezone.now()).holds
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consent_consentrecord DISABLE TRIGGER consent_consentrecord_guard")
        cursor.execute("UPDATE consent_consentrecord SET granted = '{marketing}'")
    assert not prove(record=record, now=timezone.now()).holds
    assert receipt().json()["proof"]["holds"] is False
    assert says("Does not agree") in receipt("html").content.decode()
