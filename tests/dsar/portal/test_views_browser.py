"""Whoever no address leads to is found by their own browser (LAW D-10)."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from consent.choices.models import ConsentRecord
from consent.gate import cookie
from dsar.cases import links
from dsar.cases.copies.models import Export
from dsar.cases.copies.operations import content
from dsar.cases.enums import Right
from dsar.cases.told import BrowserRecord
from dsar.cases.whose import addresses_of
from dsar.erasures.queries import make_plan
from dsar.fulfilment import operations as fulfilment
from privacy.erasure.ledger_kinds import LedgerLine, ledger_kind
from privacy.erasure.models import LedgerEntry
from privacy.journal.models import JournalEntry
from privacy.register.models import Revision
from privacy.retention import holds
from privacy.retention.enums import HoldReason
from tests.consent.choices.test_views import answer
from tests.consent.conftest import choice, having, published, register, site_ids
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import approved, case_worker, opened
from tests.factories.rules import load_rules
from tests.words import says

__all__ = ["published", "register", "site_ids"]
pytestmark = [pytest.mark.django_db, pytest.mark.law("D-10")]
PAGE = "/mine-data/nettleser/"


def test_the_browser_shows_its_number_and_what_is_held_under_it(client: Client, published: Revision) -> None:
    answer(client, "all")
    record = ConsentRecord.objects.get()
    response = client.get(PAGE)
    text = response.content.decode()
    assert str(record.pk) in text
    assert says("Said yes to") in text
    assert response["Cache-Control"] == "private, no-store"


def test_a_copy_holds_what_is_held(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics")
    response = client.post(f"{PAGE}?copy")
    assert "attachment" in response["Content-Disposition"]
    (row,) = response.json()["tables"]["consent.consentrecord"]["rows"]
    assert row["granted"] == [says("Analytics")]


@pytest.mark.law("D-37")
def test_erasing_takes_the_record_the_number_and_the_yes(client: Client, published: Revision) -> None:
    answer(Client(), "all")
    answer(client, "all")
    record_id = cookie.read(client.cookies[cookie.NAME].value).record_id  # type: ignore[union-attr]
    client.cookies["_hjSession_1"] = "1"
    response = client.post(f"{PAGE}?erase")
    assert "slettet" in response.content.decode()
    assert [record.pk for record in ConsentRecord.objects.all()] != [record_id]
    assert ConsentRecord.objects.count() == 1, "nobody else's"
    gone = {morsel.key for morsel in response.cookies.values() if morsel["max-age"] in (0, "0")}
    assert {cookie.NAME, "_hjSession_1"} <= gone
    entry = JournalEntry.objects.get(event="dsar.browser_erased")
    assert str(record_id) not in entry.facts
    assert client.post(f"{PAGE}?erase").status_code == 200
    assert JournalEntry.objects.filter(event="dsar.browser_erased").count() == 1


@pytest.mark.law("D-24", "X-13")
def test_a_restore_cannot_bring_the_record_back(client: Client, published: Revision) -> None:
    answer(client, "all")
    record = ConsentRecord.objects.get()
    client.post(f"{PAGE}?erase")
    (entry,) = LedgerEntry.objects.filter(kind="dsar.erased")
    facts = json.loads(entry.facts)
    assert facts["rows"] == [f"consent.consentrecord:{record.pk}"]
    ConsentRecord.objects.bulk_create([record])  # as an older database has it
    line = LedgerLine(number=1, id=entry.pk, at=entry.at, kind=entry.kind, facts=facts, before="", hash="")
    assert ledger_kind(entry.kind).remains([line]) == 1
    ledger_kind(entry.kind).apply([line])
    assert not ConsentRecord.objects.exists()


@pytest.mark.law("D-37")
def test_what_is_on_legal_hold_stays_and_is_told(client: Client, published: Revision) -> None:
    load_rules()
    answer(client, "all")
    record = ConsentRecord.objects.get()
    now = timezone.now()
    holds.hold_row(
        model="consent.consentrecord", object_id=str(record.pk), reason=HoldReason.AUTHORITY, reference="24/1",
        ends_at=now + timedelta(days=30), staff=None, now=now,
    )  # fmt: skip
    response = client.post(f"{PAGE}?erase")
    text = response.content.decode()
    assert says("We must keep something") in text
    assert says("It is erased") not in text
    assert str(HoldReason.AUTHORITY.label) in text
    assert ConsentRecord.objects.filter(pk=record.pk).exists()
    assert not LedgerEntry.objects.filter(kind="dsar.erased").exists()
    assert cookie.NAME not in response.cookies, "the number still leads to what is held"


def test_lists_of_codes_are_words(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics")
    text = client.get(PAGE).content.decode()
    assert f"<dd>{says('Analytics')}</dd>" in text
    assert "analytics" not in text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("what", ["none", "forged", "stranger", "refused"])
def test_who_cannot_be_identified_is_told_and_gets_nothing(client: Client, published: Revision, what: str) -> None:
    answer(Client(), "all")
    record = ConsentRecord.objects.get()
    if what == "forged":
        having(client, f"1.1.am.1.9999999999.{record.pk.hex}.forged")
    elif what == "stranger":
        having(client, choice("analytics", record_id=uuid4()))
    elif what == "refused":
        having(client, choice())
    text = client.get(PAGE).content.decode()
    assert says("We could not identify you") in text
    assert str(record.pk) not in text
    client.post(f"{PAGE}?erase")
    assert "consentrecord" not in client.post(f"{PAGE}?copy").content.decode()
    assert ConsentRecord.objects.filter(pk=record.pk).exists()


def test_another_site_cannot_press_the_button(client: Client, published: Revision) -> None:
    answer(client, "all")
    response = client.post(f"{PAGE}?erase", headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert ConsentRecord.objects.exists()


def test_the_portal_leads_there(client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/mine-data/").content.decode()


def test_record_of_a_browser_is_added_to_a_request_and_is_in_its_copy(client: Client, published: Revision) -> None:
    load_rules()
    answer(Client(), "all")
    answer(client, "some", "analytics")
    record_id = cookie.read(client.cookies[cookie.NAME].value).record_id  # type: ignore[union-attr]
    now = timezone.now()
    case = opened(now=now)
    with override("nb"):
        page = links.case_path(case.pk)
    assert says("Add what this browser leads to") in client.get(page).content.decode()
    assert says("Add what this browser leads to") not in Client().get(page).content.decode()
    assert client.post(f"{page}nettleser/").status_code == 303
    assert client.post(f"{page}nettleser/").status_code == 303, "twice is once"
    assert BrowserRecord.objects.get().row == str(record_id)
    job = approved(case=case, staff=case_worker(), now=now)
    assert fulfilment.run(job_id=job.pk, now=now)
    with zipfile.ZipFile(BytesIO(b"".join(content(Export.objects.get())))) as file:
        rows = json.loads(file.read("data.json"))["tables"]["consent.consentrecord"]["rows"]
    assert [row["granted"] for row in rows] == [[says("Analytics")]]


def test_nothing_is_added_to_an_erasure_which_the_page_of_the_browser_does(client: Client, published: Revision) -> None:
    load_rules()
    answer(client, "all")
    case = opened(Right.ERASURE, now=timezone.now())
    with override("nb"):
        page = links.case_path(case.pk)
    assert client.post(f"{page}nettleser/").status_code == 409
    assert not BrowserRecord.objects.exists()


@pytest.mark.law("D-23", "D-24")
def test_erasure_names_what_a_browser_led_to_and_says_where_it_is_erased(client: Client, published: Revision) -> None:
    load_rules()
    now = timezone.now()
    answer(client, "all")
    record = ConsentRecord.objects.get()
    case = opened(Right.ACCESS, now=now)
    BrowserRecord.objects.create(case=case, model="consent.consentrecord", row=str(record.pk), attached_at=now)
    job = approved(case=opened(Right.ERASURE, now=now), staff=case_worker(), now=now)
    assert fulfilment.run(job_id=job.pk, now=job.starts_at or now)
    assert not BrowserRecord.objects.exists()
    assert ConsentRecord.objects.filter(pk=record.pk).exists(), "the browser still has the choice that it proves"
    letter = str(next(m.body for m in sent_letters() if PAGE in str(m.body)))
    assert f"{says('Consent to cookies')}: 1" in letter


def test_record_of_an_app_that_is_gone_stops_nothing() -> None:
    load_rules()
    case = opened(Right.ACCESS)
    BrowserRecord.objects.create(case=case, model="gone.thing", row="1", attached_at=timezone.now())
    assert make_plan(addresses_of(case.contact), timezone.now()).kept == []
