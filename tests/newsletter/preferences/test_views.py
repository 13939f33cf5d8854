"""The preference page: what a reader changes, and who cannot."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.utils import timezone
from time_machine import travel

from newsletter.issues import deliveries
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery
from newsletter.preferences import operations as preferences
from newsletter.preferences.operations import UNDO_FORM
from newsletter.subscriptions import links
from newsletter.subscriptions.emails import CONFIRM, UNDO
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import PendingSignUp, Subscription
from newsletter.suppression.queries import is_suppressed
from newsletter.topics.models import Topic
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.web import tokens
from tests.factories.newsletter import NOW, ActiveFactory, EndedFactory, IssueFactory, subscribed

pytestmark = pytest.mark.usefixtures("rules")
OLD, NEW = "kari@example.com", "kari@example.org"


def page_of(address: str) -> str:
    return f"/nyhetsbrev/innstillinger/{links.make_settings_token(address, timezone.localdate())}/"


def leave_page_of(address: str) -> str:
    return f"/nyhetsbrev/avmeld/{links.make_token(links.LinkPurpose.UNSUBSCRIBE, address)}/"


def undo_path(subscription: Subscription) -> str:
    return f"/nyhetsbrev/angre/{tokens.make_token(UNDO, subscription.pk)}/"


def send_letters() -> None:
    for letter in Letter.objects.unsent().order_by("due_at"):
        letters.send(letter_id=letter.pk, now=letter.due_at)


@pytest.fixture
def _topics(rules: None) -> None:
    for key in ("products", "privacy", "events"):
        Topic.objects.create(key=key, title={"nb": key.title(), "en": key.title()})


@pytest.mark.usefixtures("_topics")
def test_reader_changes_topics_language_and_takes_a_break(client: Client) -> None:
    subscription = ActiveFactory.create(email=OLD)
    wanted = {"act": "save", "topics": ["privacy"], "language": "en", "paused_until": "2026-04-01"}
    with travel(NOW, tick=False):
        shown = client.get(page_of(OLD)).content.decode()
        assert shown.count("checked") == 3, "no choice means all topics"
        answer = client.post(page_of(OLD), wanted)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    subscription.refresh_from_db()
    assert (subscription.topics, subscription.language) == (["privacy"], "en")
    assert subscription.paused_until == datetime(2026, 3, 31, 22, tzinfo=UTC)  # midnight in Oslo


@pytest.mark.usefixtures("_topics")
@pytest.mark.parametrize(
    "wrong",
    [
        {"topics": []},
        {"topics": ["unknown"]},
        {"language": "xx"},
        {"paused_until": "2026-03-10"},
        {"paused_until": "2027-04-01"},
        {"paused_until": "soon"},
    ],
)
def test_wrong_choices_are_refused_in_words_and_change_nothing(client: Client, wrong: dict[str, object]) -> None:
    subscription = ActiveFactory.create(email=OLD)
    data = {"act": "save", "topics": ["privacy"], "language": "en", "paused_until": ""} | wrong
    with travel(NOW, tick=False):
        answer = client.post(page_of(OLD), data)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    subscription.refresh_from_db()
    assert (subscription.topics, subscription.language, subscription.paused_until) == ([], "nb", None)


@pytest.mark.usefixtures("_topics")
def test_all_topics_ticked_means_those_that_come_too(client: Client) -> None:
    subscription = ActiveFactory.create(email=OLD, topics=["privacy"])
    data = {"act": "save", "topics": ["products", "privacy", "events"], "language": "nb"}
    assert client.post(page_of(OLD), data).status_code == 200
    subscription.refresh_from_db()
    assert subscription.topics == []


@pytest.mark.law("M-03")
def test_nothing_leaves_during_a_break_and_the_next_issue_after_it_does(client: Client) -> None:
    subscribed(OLD, now=NOW - timedelta(days=2))
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    with travel(NOW, tick=False):
        client.post(page_of(OLD), {"act": "save", "language": "nb", "paused_until": "2026-03-20"})
    during, after = IssueFactory.create(), IssueFactory.create()
    issues.send(issue_id=during.pk, now=NOW + timedelta(days=1))
    for day, sent in ((1, issue), (2, during)):
        now = NOW + timedelta(days=day)
        deliveries.deliver(issue_id=sent.pk, clock=lambda now=now: now)  # type: ignore[misc]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SKIPPED}
    later = NOW + timedelta(days=12)
    issues.send(issue_id=after.pk, now=later)
    deliveries.deliver(issue_id=after.pk, clock=lambda: later)
    assert Delivery.objects.get(issue=after).state == DeliveryState.SENT


@pytest.mark.law("M-05", "P19")
def test_address_moves_when_the_new_one_confirms_and_both_are_told(client: Client) -> None:
    old = subscribed(OLD, now=NOW)
    with travel(NOW, tick=False):
        assert client.post(page_of(OLD), {"act": "move", "email": NEW}).status_code == 200
        send_letters()
        told = {(message.to[0], NEW in str(message.message())) for message in mail.outbox}
        assert told >= {(OLD, False), (NEW, True)}, "the present address does not learn what was typed"
        assert Subscription.objects.active().get() == old
        pending = PendingSignUp.objects.get()
        client.post(f"/nyhetsbrev/bekreft/{tokens.make_token(CONFIRM, pending.pk)}/")
        send_letters()
    assert Subscription.objects.active().get().email == NEW
    old.refresh_from_db()
    assert old.end_reason == EndReason.MOVED
    assert (is_suppressed(OLD), is_suppressed(NEW)) == (True, False)
    assert mail.outbox[-1].to[0] in (OLD, NEW)
    assert [message.to[0] for message in mail.outbox].count(OLD) == 3  # welcome, asked to move, moved
    assert list(journal.compare_sources()) == []


def test_who_leaves_before_the_new_address_confirms_has_left(client: Client) -> None:
    subscribed(OLD, now=NOW)
    with travel(NOW, tick=False):
        client.post(page_of(OLD), {"act": "move", "email": NEW})
        client.post(leave_page_of(OLD))
        answer = client.post(f"/nyhetsbrev/bekreft/{tokens.make_token(CONFIRM, PendingSignUp.objects.get().pk)}/")
    assert answer.status_code == 410
    assert not Subscription.objects.active().exists()


def test_addresses_to_move_to_are_few_a_day(client: Client) -> None:
    ActiveFactory.create(email=OLD)
    with travel(NOW, tick=False):
        codes = [
            client.post(page_of(OLD), {"act": "move", "email": f"victim{number}@example.com"}).status_code
            for number in range(5)
        ]
    assert codes == [200, 200, 200, 422, 422]
    assert PendingSignUp.objects.count() == 3


def page_by_link_to_leave(address: str) -> str:
    return f"/nyhetsbrev/innstillinger/{links.make_token(links.LinkPurpose.UNSUBSCRIBE, address)}/"


def page_from_before(address: str) -> str:
    return f"/nyhetsbrev/innstillinger/{links.make_token(links.LinkPurpose.PREFERENCES, address)}/"


def page_of_its_day(address: str) -> str:
    return f"/nyhetsbrev/innstillinger/{links.make_settings_token(address, NOW.date())}/"


@pytest.mark.law("M-03")
@pytest.mark.parametrize("page", [page_by_link_to_leave, page_from_before, page_of_its_day])
def test_link_that_was_passed_on_or_is_old_changes_nothing_and_sends_a_fresh_one(
    client: Client, page: Callable[[str], str]
) -> None:
    mine = ActiveFactory.create(email=OLD)
    with travel(NOW + timedelta(days=30), tick=False):
        shown = client.get(page(OLD))
        assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
        assert OLD not in shown.content.decode()
        for act in ({"act": "save", "language": "en"}, {"act": "move", "email": NEW}):
            assert OLD not in client.post(page(OLD), act).content.decode()
        mine.refresh_from_db()
        assert (mine.language, PendingSignUp.objects.count(), Letter.objects.count()) == ("nb", 0, 0)
        answers = {
            client.post(path, {"act": "renew"}).content.decode().replace(path.split("/")[3], "TOKEN")
            for path in (page(OLD), page("never@example.com"))
        }
        assert len(answers) == 1, "it does not tell who subscribes"
        send_letters()
        (message,) = mail.outbox
        assert message.to == [OLD]
        (fresh,) = set(re.findall(r"/nyhetsbrev/innstillinger/\S+/", str(message.body)))
        assert OLD in client.get(fresh).content.decode()
        client.post(page(OLD), {"act": "leave"})
    assert not Subscription.objects.active().exists()


def test_link_opens_the_settings_for_as_long_as_the_setting_says(client: Client, settings: LazySettings) -> None:
    ActiveFactory.create(email=OLD)
    settings.NEWSLETTER = settings.NEWSLETTER | {"SETTINGS_LINK_DAYS": 3}
    for days, is_open in ((2, True), (3, False)):
        with travel(NOW + timedelta(days=days), tick=False):
            assert (OLD in client.get(page_of_its_day(OLD)).content.decode()) is is_open


def test_fresh_links_are_few_a_day(client: Client) -> None:
    ActiveFactory.create(email=OLD)
    with travel(NOW, tick=False):
        for _number in range(5):
            client.post(page_by_link_to_leave(OLD), {"act": "renew"})
        send_letters()
    assert len(mail.outbox) == 3


def test_nobody_s_page_does_not_say_whether_they_left(client: Client) -> None:
    EndedFactory.create(email="left@example.com")
    pages = set()
    for address in ("left@example.com", "never@example.com"):
        own = links.make_settings_token(address, local_date(NOW))
        with travel(NOW, tick=False):
            pages.add(client.get(page_of(address)).content.decode().replace(own, "TOKEN"))
    assert len(pages) == 1
    assert client.post(page_of("never@example.com"), {"act": "save"}).status_code == 200


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.com"}])
def test_another_site_changes_nothing(client: Client, headers: dict[str, str]) -> None:
    ActiveFactory.create(email=OLD)
    assert client.post(page_of(OLD), {"act": "leave"}, headers=headers).status_code == 403
    assert Subscription.objects.active().exists()


@pytest.mark.law("M-03", "P19", "P29")
def test_end_is_taken_back_from_the_page_that_made_it_until_it_is_erased(client: Client) -> None:
    mine = subscribed(OLD, now=NOW)
    preferences.change(address=OLD, topics=["privacy"], language=mine.language, paused_until=None, now=NOW)
    with travel(NOW, tick=False):
        page = client.post(leave_page_of(OLD)).content.decode()
        assert undo_path(mine) in page
        assert "/angre/" not in client.post(leave_page_of(OLD)).content.decode(), "an old mail brings nobody back"
        assert client.get(undo_path(mine)).status_code == 200
        assert not Subscription.objects.active().exists()
        assert client.post(undo_path(mine)).status_code == 200
        assert client.post(undo_path(mine)).status_code == 200
    again = Subscription.objects.active().get()
    assert (again.form, again.topics, again.consent_sha256) == (UNDO_FORM, ["privacy"], mine.consent_sha256)
    assert not is_suppressed(OLD)
    assert list(journal.compare_sources()) == []
    with travel(NOW + timedelta(days=7), tick=False):
        client.post(leave_page_of(OLD))
        assert client.post(undo_path(mine)).status_code == 410
        assert client.post(f"/nyhetsbrev/angre/{tokens.make_token(UNDO, uuid4())}/").status_code == 410
    assert not Subscription.objects.active().exists()
