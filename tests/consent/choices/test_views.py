"""The page of choices: forms in, cookie and record out; nonsense changes nothing."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.choices import sealing
from consent.choices.models import ChoiceCount, ConsentRecord, InterfaceText
from consent.gate import cookie
from consent.gate.offer import Offer
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.register.models import Revision
from tests.consent.conftest import choice, having
from tests.words import says

pytestmark = pytest.mark.django_db


def answer(client: Client, what: str, *grants: str, **more: Any) -> Any:
    return client.post(
        "/samtykke/", {"choice": what, "grant": grants, "surface": "banner", **more.pop("data", {})}, **more
    )


@pytest.mark.law("C-12")
def test_a_yes_leaves_one_record_with_its_words(client: Client, offer: Offer) -> None:
    response = answer(client, "all", headers={"referer": "http://testserver/nyhetsbrev/"})
    assert response.status_code == 303
    assert response["Location"] == "http://testserver/nyhetsbrev/"
    record = ConsentRecord.objects.get()
    chosen = cookie.read(client.cookies[cookie.NAME].value)
    assert chosen is not None
    assert chosen.record_id == record.pk
    assert record.granted == ["analytics", "marketing"] == record.options
    assert record.revision_id == offer.revision
    assert record.interface_hash == InterfaceText.objects.get(language="nb").sha256
    assert not JournalEntry.objects.filter(stream="consent").exists()
    sealing.seal(timezone.now())
    entry = JournalEntry.objects.get(stream="consent")
    assert (entry.event, entry.revision) == ("consent.given", offer.revision)
    assert str(record.pk) in entry.facts
    assert list(journal.verify_chain()) == []


@pytest.mark.law("C-15", "C-16", "C-17", "X-06")
def test_a_no_leaves_a_number_and_lasts_as_long(client: Client, published: Revision) -> None:
    answer(client, "all")
    yes = client.cookies[cookie.NAME]["expires"]
    other = Client()
    answer(other, "none")
    answer(Client(), "none")
    assert ConsentRecord.objects.count() == 1
    assert ChoiceCount.objects.refusals().get().count == 2
    assert other.cookies[cookie.NAME]["expires"][:16] == yes[:16]
    chosen = cookie.read(other.cookies[cookie.NAME].value)
    assert chosen is not None
    assert chosen.record_id is None
    assert 180 <= (chosen.expires_at - chosen.made_at).days <= 184


@pytest.mark.law("C-15", "C-32")
def test_the_cookie_can_be_read_by_the_gate_and_not_by_others(client: Client, published: Revision) -> None:
    response = answer(client, "none", secure=True, headers={"origin": "https://testserver"})
    morsel = response.cookies[cookie.NAME]
    assert morsel["samesite"] == "Lax"
    assert morsel["secure"]
    assert not morsel["httponly"]
    assert not morsel["domain"]


@pytest.mark.law("C-06")
def test_one_category_alone(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics")
    assert ConsentRecord.objects.get().granted == ["analytics"]


@pytest.mark.law("C-03")
def test_saving_with_nothing_ticked_is_a_no(client: Client, published: Revision) -> None:
    answer(client, "some")
    assert not ConsentRecord.objects.exists()
    assert ChoiceCount.objects.refusals().get().count == 1


@pytest.mark.law("C-10")
def test_a_withdrawal_ends_the_record_and_clears_what_was_stored(client: Client, published: Revision) -> None:
    answer(client, "all")
    client.cookies["_hjSession_99"] = client.cookies["hubspotutk"] = client.cookies["unknown"] = "1"
    response = answer(client, "none")
    record = ConsentRecord.objects.get()
    assert record.withdrawn_at is not None
    gone = {morsel.key for morsel in response.cookies.values() if morsel["max-age"] in (0, "0")}
    assert gone == {"_hjSession_99", "hubspotutk"}
    sealing.seal(timezone.now())
    events = list(JournalEntry.objects.filter(stream="consent").values_list("event", flat=True))
    assert events == ["consent.given", "consent.withdrawn"]
    assert not ChoiceCount.objects.refusals().exists()
    assert list(journal.verify_chain()) == []


def test_narrowing_a_yes_withdraws_and_gives_anew(client: Client, published: Revision) -> None:
    answer(client, "all")
    client.cookies["_gcl_au"] = client.cookies["__hstc"] = "1"
    response = answer(client, "some", "analytics")
    first, second = ConsentRecord.objects.order_by("given_at")
    assert first.withdrawn_at == second.given_at
    assert first.replaced_by == second.pk
    assert second.granted == ["analytics"]
    assert {one.key for one in response.cookies.values() if one["max-age"] in (0, "0")} == {"_gcl_au"}
    sealing.seal(timezone.now())
    events = list(JournalEntry.objects.filter(stream="consent").values_list("event", flat=True))
    assert events == ["consent.given", "consent.withdrawn", "consent.given"]
    assert list(journal.verify_chain()) == []


def test_saying_yes_again_replaces_and_withdraws_nothing(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics")
    answer(client, "all")
    first, second = ConsentRecord.objects.order_by("given_at")
    assert first.withdrawn_at is None
    assert first.replaced_by == second.pk


def test_an_old_cookie_replayed_ends_nothing_twice(client: Client, published: Revision) -> None:
    answer(client, "all")
    old = client.cookies[cookie.NAME].value
    answer(client, "none")
    ended = ConsentRecord.objects.get().withdrawn_at
    sealing.seal(timezone.now())
    answer(having(Client(), old), "none")
    sealing.seal(timezone.now())
    assert ConsentRecord.objects.get().withdrawn_at == ended
    assert JournalEntry.objects.filter(event="consent.withdrawn").count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"choice": "maybe"},
        {"choice": "some", "grant": "necessary"},
        {"choice": "some", "grant": "x"},
        {"choice": "none", "grant": "analytics"},
    ],
)
def test_nonsense_changes_nothing(client: Client, published: Revision, data: dict[str, str]) -> None:
    response = client.post("/samtykke/", data)
    assert response.status_code == 400
    assert cookie.NAME not in response.cookies
    assert not ConsentRecord.objects.exists()
    assert not ChoiceCount.objects.refusals().exists()


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_another_sites_page_cannot_say_yes(client: Client, published: Revision, headers: dict[str, str]) -> None:
    assert answer(client, "all", headers=headers).status_code == 403
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_is_ours(client: Client, published: Revision, wanted: str) -> None:
    response = answer(client, "none", data={"next": wanted}, headers={"referer": wanted})
    assert response["Location"] == "/samtykke/#main"


def test_the_way_back_is_where_it_was_asked(client: Client, published: Revision) -> None:
    assert answer(client, "none", data={"next": "/nyhetsbrev/?a=1"})["Location"] == "/nyhetsbrev/?a=1"


@pytest.mark.law("C-29")
def test_the_page_of_choices_is_nobody_elses(client: Client, published: Revision) -> None:
    assert "no-store" in client.get("/samtykke/")["Cache-Control"]
    assert "private" in client.get("/en/consent/")["Cache-Control"]


def test_the_page_says_what_is_chosen(client: Client, published: Revision) -> None:
    assert says("You have not chosen.") in client.get("/samtykke/").content.decode()
    answer(client, "some", "analytics")
    page = client.get("/samtykke/").content.decode()
    assert f": {says('Analytics')}. " in page
    assert 'value="analytics" id="page-analytics" checked' in page
    assert 'value="marketing" id="page-marketing" checked' not in page


@pytest.mark.law("C-03", "X-05")
def test_nothing_is_ticked_before_a_choice(client: Client, published: Revision) -> None:
    assert "checked" not in client.get("/samtykke/").content.decode()
    assert "checked" not in client.get("/en/consent/").content.decode()


@pytest.mark.law("C-07", "C-20")
def test_the_question_says_who_what_and_how_to_withdraw(client: Client, published: Revision) -> None:
    page = client.get("/samtykke/").content.decode()
    assert says("Use the link at the foot of the page if you want to change or withdraw it.") in page
    for vendor in published.content["privacy"]["vendors"]:
        if vendor["key"] != "cloudflare":
            assert vendor["legal_entity"] in page
            assert vendor["notice_url"] in page
    assert "None" not in page


def test_the_page_tells_what_it_cannot_remove(client: Client, published: Revision) -> None:
    page = client.get("/samtykke/").content.decode()
    assert "<code>IDE</code> (.doubleclick.net)" in page
    assert "https://myadcenter.google.com/" in page


def test_without_a_register_there_is_nothing_to_choose(client: Client) -> None:
    from privacy.register import in_force

    in_force.forget()
    assert client.get("/samtykke/").status_code == 200
    assert answer(client, "all").status_code == 200
    assert not ConsentRecord.objects.exists()


@pytest.mark.law("C-12")
def test_the_receipt_shows_the_record(client: Client, published: Revision) -> None:
    answer(client, "all")
    record = ConsentRecord.objects.get()
    url = reverse("consent:receipt", args=[record.pk])
    assert url == f"/samtykke/kvittering/{record.pk}/"
    page = Client().get(url)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert record.interface_hash in page.content.decode()
    told = Client().get(url, headers={"accept": "application/json"}).json()
    assert told["record_id"] == str(record.pk)
    assert told["event_state"] == "ConsentGiven"
    assert told["privacy_notice"]["sha256"] == published.sha256
    answer(client, "none")
    assert Client().get(url, headers={"accept": "application/json"}).json()["event_state"] == "ConsentWithdrawn"


def test_a_receipt_that_is_not_there(client: Client, published: Revision) -> None:
    assert client.get(f"/samtykke/kvittering/{uuid4()}/").status_code == 404


@pytest.mark.law("C-13", "X-08")
def test_a_record_holds_nothing_about_the_visitor(client: Client, published: Revision) -> None:
    answer(client, "all", headers={"user-agent": "Canary/1.0"}, REMOTE_ADDR="203.0.113.77")
    sealing.seal(timezone.now())
    record = ConsentRecord.objects.values().get()
    entry = JournalEntry.objects.filter(stream="consent").values().get()
    assert "Canary" not in str(record) + str(entry)
    assert "203.0.113" not in str(record) + str(entry)


@pytest.mark.law("C-25")
def test_the_signal_is_kept_with_a_later_yes(client: Client, published: Revision) -> None:
    answer(client, "all", headers={"sec-gpc": "1"})
    assert ConsentRecord.objects.get().is_gpc is True


def test_a_yes_is_one_statement(client: Client, published: Revision, django_assert_num_queries: Any) -> None:
    answer(client, "all")
    with django_assert_num_queries(1):
        answer(Client(), "all")
    with django_assert_num_queries(1):
        answer(Client(), "none")
    with django_assert_num_queries(1):
        answer(client, "none")


def test_json_for_the_script(client: Client, published: Revision) -> None:
    response = answer(client, "some", "marketing", headers={"accept": "application/json"})
    assert response.json()["granted"] == ["marketing"]
    assert cookie.NAME in response.cookies


@pytest.mark.parametrize(
    ("path", "language", "asked"),
    [
        ("/en/consent/", "en", "May we use cookies?"),
        ("/nn/samtykke/", "nn", says("May we use cookies?", language="nn")),
    ],
)
def test_choice_is_recorded_in_the_language_it_was_asked_in(
    client: Client, published: Revision, path: str, language: str, asked: str
) -> None:
    client.post(path, {"choice": "all", "surface": "banner"})
    record = ConsentRecord.objects.get()
    assert record.language == language
    assert asked in InterfaceText.objects.get(sha256=record.interface_hash).html


def test_choice_of_a_later_revision_is_none(client: Client, published: Revision) -> None:
    page = having(client, choice("analytics", revision=99)).get("/samtykke/").content.decode()
    assert says("You have not chosen.") in page
