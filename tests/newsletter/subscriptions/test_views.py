"""The public pages."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.test import Client
from time_machine import travel

from newsletter.subscriptions import links
from newsletter.subscriptions.emails import CONFIRM
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.erasure import operations as ledger
from privacy.erasure import restore_guard
from privacy.erasure.models import LedgerEntry
from privacy.erasure.restore_guard import LedgerState
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.web import tokens
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, PendingFactory
from tests.factories.privacy import prove_sentences
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")

SIGNUP, DONE = "/nyhetsbrev/", "/nyhetsbrev/takk/"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def confirm_path(subscription: PendingSignUp | Subscription) -> str:
    return f"/nyhetsbrev/bekreft/{tokens.make_token(CONFIRM, subscription.pk)}/"


def unsubscribe_path(subscription: Subscription) -> str:
    return f"/nyhetsbrev/avmeld/{links.make_token(links.LinkPurpose.UNSUBSCRIBE, subscription.email)}/"


def unsubscribe_path_from_before(subscription_id: UUID) -> str:
    """The link of mails that were sent when a link belonged to a row."""
    return f"/nyhetsbrev/avmeld/{tokens.make_token('newsletter.unsubscribe', subscription_id)}/"


@pytest.mark.parametrize("path", [SIGNUP, DONE, "/en/newsletter/", "/en/newsletter/thanks/"])
def test_pages_are_cacheable_and_set_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.law("X-35")
def test_signup_answers_alike_for_every_address(client: Client) -> None:
    ActiveFactory.create(email="active@example.com")
    PendingFactory.create(email="often@example.com", mailed_at=[NOW])
    with travel(NOW, tick=False):
        answers = [
            client.post(SIGNUP, {"email": address})
            for address in ("new@example.com", "active@example.com", "often@example.com")
        ]
    assert {(one.status_code, one["Location"], one.content, str(one.cookies)) for one in answers} == {
        (303, DONE, b"", "")
    }
    assert Letter.objects.count() == 3


def test_signup_stores_one_form_of_an_address(client: Client) -> None:
    client.post(SIGNUP, {"email": "  Kari.Nordmann@Example.COM "})
    client.post("/en/newsletter/", {"email": "kari.nordmann@example.com"})
    assert [row.email for row in PendingSignUp.objects.all()] == ["kari.nordmann@example.com"] * 2


@pytest.mark.parametrize("typed", ["", "kari", "kari@", "a" * 250 + "@example.com"])
def test_signup_with_a_wrong_address_keeps_it_and_says_what_is_wrong(client: Client, typed: str) -> None:
    response = client.post(SIGNUP, {"email": typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert "no-store" in response["Cache-Control"]
    assert f'value="{typed}"' in page or not typed
    assert 'href="#id_email"' in page
    assert 'aria-invalid="true"' in page
    assert not PendingSignUp.objects.exists()


def test_signup_by_a_program_is_asked_for_a_step_and_stores_nothing(client: Client) -> None:
    response = client.post(SIGNUP, {"email": "kari@example.com", "homepage": "https://spam.example.com"})
    assert response.status_code == 200
    assert 'name="step"' in response.content.decode()
    assert not PendingSignUp.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.com"}])
def test_signup_from_another_site_is_refused(client: Client, headers: dict[str, str]) -> None:
    assert client.post(SIGNUP, {"email": "kari@example.com"}, headers=headers).status_code == 403
    assert not PendingSignUp.objects.exists()


def test_confirm_needs_the_button(client: Client) -> None:
    subscription = PendingFactory.create()
    path = confirm_path(subscription)
    with travel(NOW):
        response = client.get(path)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert not Subscription.objects.exists()
        assert says("You are subscribed") in client.post(path).content.decode()
        assert says("You had already confirmed") in client.post(path).content.decode()
    assert Subscription.objects.get().state == "active"
    assert JournalEntry.objects.filter(event="newsletter.confirmed").count() == 1


def test_confirm_after_seven_days_is_gone_with_a_way_to_ask_again(client: Client) -> None:
    subscription = PendingFactory.create()
    with travel(NOW, tick=False):
        path = confirm_path(subscription)
    with travel(NOW + timedelta(days=7, seconds=1), tick=False):
        for response in (client.get(path), client.post(path)):
            assert response.status_code == 410
            assert SIGNUP in response.content.decode()
    assert not Subscription.objects.exists()


def test_confirm_after_the_row_has_ended_or_gone_changes_nothing(client: Client) -> None:
    ended = EndedFactory.create()
    for path in (confirm_path(ended), f"/nyhetsbrev/bekreft/{tokens.make_token(CONFIRM, uuid4())}/"):
        assert client.post(path).status_code == 410
    ended.refresh_from_db()
    assert ended.state == "ended"


@pytest.mark.parametrize("door", ["bekreft", "avmeld"])
def test_forged_and_truncated_links_are_not_found_and_change_nothing(client: Client, door: str) -> None:
    subscription = PendingFactory.create() if door == "bekreft" else ActiveFactory.create()
    before, other = "newsletter.unsubscribe", links.make_token(links.LinkPurpose.PREFERENCES, subscription.email)
    purpose = CONFIRM if door == "bekreft" else before
    good = [tokens.make_token(purpose, subscription.pk)]
    if door == "avmeld":
        good.append(links.make_token(links.LinkPurpose.UNSUBSCRIBE, subscription.email))
    forged = signing.TimestampSigner(key="another", sep=".", salt=f"privacy.token.{purpose}").sign(
        good[0].split(".")[0]
    )
    cut = [bad for token in good for bad in (token[:-1], token[:10], token[1:])]
    wrong = tokens.make_token(before if door == "bekreft" else CONFIRM, subscription.pk)
    for bad in (*cut, "x", "x" * 5000, forged, wrong, other):
        for response in (client.get(f"/nyhetsbrev/{door}/{bad}/"), client.post(f"/nyhetsbrev/{door}/{bad}/")):
            assert response.status_code == 404
    assert [*PendingSignUp.objects.waiting(), *Subscription.objects.active()] == [subscription]


@pytest.mark.law("D-30", "M-03")
def test_unsubscribe_needs_the_button_and_tells_when_the_data_is_deleted(client: Client) -> None:
    prove_sentences()
    subscription = ActiveFactory.create()
    path = unsubscribe_path(subscription)
    assert client.get(path).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == "active"
    with travel(NOW, tick=False):
        page = client.post(path).content.decode()
        again = client.post(path).content.decode()
    assert "17. mars 2026" in page
    assert "17. mars 2026" in again
    subscription.refresh_from_db()
    assert (subscription.state, subscription.end_reason) == ("ended", EndReason.PAGE)


def test_unsubscribe_link_works_for_years(client: Client) -> None:
    subscription = ActiveFactory.create()
    with travel(NOW - timedelta(days=3650), tick=False):
        path = unsubscribe_path(subscription)
    assert client.get(path).status_code == 200


@pytest.mark.law("P29", "T-10")
def test_unsubscribe_promises_no_deletion_while_that_is_not_proven(client: Client) -> None:
    path = unsubscribe_path(ActiveFactory.create())
    portal = (
        'Do you want to know what else we hold about you, or have it deleted now? Use <a href="%(portal)s">My data</a>.'
    )
    asked = says(portal).partition("<a")[0]
    for page in (client.get(path), client.post(path), client.get("/nyhetsbrev/")):
        text = page.content.decode()
        assert page.status_code == 200
        assert "slett" not in text.partition("<main")[2].partition("</main")[0].replace(asked, "")
    prove_sentences()
    assert says("It stops at once, and your data is deleted within 30 days.") in client.get(path).content.decode()


def test_unsubscribe_after_erasure_says_so(client: Client) -> None:
    prove_sentences()
    path = unsubscribe_path_from_before(uuid4()).replace("/nyhetsbrev/avmeld/", "/en/newsletter/unsubscribe/")
    assert client.get(path).status_code == 200
    assert "is deleted" in client.post(path).content.decode()


@pytest.mark.law("M-03")
@pytest.mark.parametrize("is_multipart", [True, False])
def test_one_click_needs_neither_cookie_nor_origin(client: Client, is_multipart: bool) -> None:
    subscription = ActiveFactory.create()
    path = unsubscribe_path(subscription)
    headers = {"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}
    if is_multipart:
        response = client.post(path, ONE_CLICK, headers=headers)
    else:
        form = "application/x-www-form-urlencoded"
        response = client.post(path, "List-Unsubscribe=One-Click", content_type=form, headers=headers)
    assert (response.status_code, response.content) == (200, b"OK")
    subscription.refresh_from_db()
    assert (subscription.state, subscription.end_reason) == ("ended", EndReason.ONE_CLICK)


def test_one_click_answers_alike_for_valid_ended_erased_and_forged(client: Client) -> None:
    paths = [unsubscribe_path(ActiveFactory.create()), unsubscribe_path(EndedFactory.create())]
    paths += [unsubscribe_path(ActiveFactory.build()), unsubscribe_path_from_before(uuid4()), "/nyhetsbrev/avmeld/x/"]
    answers = [client.post(path, ONE_CLICK) for path in paths]
    assert {(one.status_code, one.content, str(one.headers)) for one in answers} == {
        (200, b"OK", str(answers[0].headers))
    }


def test_unsubscribe_page_from_another_site_is_refused(client: Client) -> None:
    subscription = ActiveFactory.create()
    path = unsubscribe_path(subscription)
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    subscription.refresh_from_db()
    assert subscription.state == "active"


@pytest.fixture(params=["a file where a folder should be", "not a line of a ledger"])
def ledger_away(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Take the ledger of erasures away, as a mount that is gone or a file that is damaged; bring it back afterwards."""
    good = settings.PRIVACY["ERASURE_LEDGER"]
    blocked = tmp_path / "blocked"
    blocked.write_text("x\n")
    away = blocked / "erasures.log" if request.param.startswith("a file") else blocked
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": str(away)}
    restore_guard.forget()
    assert restore_guard.refresh() is LedgerState.BROKEN
    yield
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": good}


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("M-03", "M-04", "X-13")
@pytest.mark.parametrize("data", [ONE_CLICK, {}], ids=["one click", "the page"])
def test_unsubscribing_takes_effect_while_the_ledger_is_away_and_is_noted_later(
    client: Client, settings: Any, ledger_away: None, data: dict[str, str]
) -> None:
    subscription = ActiveFactory.create()
    path = unsubscribe_path(subscription)
    assert client.get(SIGNUP).status_code == 503
    assert client.get(path).status_code == 200
    assert client.post(path, data, headers={"sec-fetch-site": "same-origin"}).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == "ended"
    assert LedgerEntry.objects.waiting().count() == 1
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": str(Path(settings.VAR) / f"back-{uuid4().hex}.log")}
    ledger.copy()
    assert str(subscription.pk) in Path(settings.PRIVACY["ERASURE_LEDGER"]).read_text()
    assert not LedgerEntry.objects.waiting().exists()


def test_one_click_is_heard_while_a_restored_database_waits(client: Client) -> None:
    restore_guard.copy.assume(LedgerState.RESTORED)
    subscription = ActiveFactory.create()
    assert client.get(unsubscribe_path(subscription)).status_code == 503
    assert client.post(unsubscribe_path(subscription), ONE_CLICK).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == "ended"
