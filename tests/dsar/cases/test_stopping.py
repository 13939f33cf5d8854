"""A right with an effect has its effect at the confirmation, through the public pages, and the checks look at it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from consent.audit import promises_pages
from dsar.cases import asking, deciding, links
from dsar.cases import promises as promises_rights
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.models import Case, CaseEvent
from newsletter.issues import deliveries
from newsletter.issues import operations as issues
from newsletter.issues import promises as promises_newsletter
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.emails import CONFIRM
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import Subscription
from privacy.inventory import declarations
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.register.frozen.register import Register
from privacy.register.promises.registry import Facts, Verdict
from privacy.web import tokens
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import ADDRESS, NOW, asked, case_worker, opened
from tests.factories.newsletter import IssueFactory
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-28", "M-03", "P12", "P19")]
REASONS = {Right.OBJECTION: EndReason.OBJECTION, Right.WITHDRAWAL: EndReason.WITHDRAWAL}
STOPPING = list(REASONS)
LATER = NOW + timedelta(minutes=2)
FACTS = Facts(now=NOW + timedelta(hours=1), register=Register())


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def subscribe(address: str = ADDRESS, *, now: Any = NOW - timedelta(days=3)) -> Subscription:
    request = subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text="Ja", now=now)
    subscriptions.confirm(subscription_id=request.pk, now=now)
    return Subscription.objects.get(pk=request.pk)


def ask(client: Client, right: Right) -> Case:
    """Ask on the public page."""
    before = set(Case.objects.values_list("pk", flat=True))
    assert client.post(reverse("dsar:ask", kwargs={"right": right}), {"email": ADDRESS}).status_code == 303
    return Case.objects.exclude(pk__in=before).get()


def confirm(client: Client, case: Case) -> None:
    """Confirm on the page that the mailed link leads to."""
    path = links.confirm_link(case.pk, "nb").removeprefix("http://127.0.0.1:8000")
    assert client.post(path).status_code == 303


def queue(now: Any = NOW) -> Issue:
    issue: Issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=now)
    return issue


def deliver(issue: Issue) -> int:
    return deliveries.deliver(issue_id=issue.pk, clock=lambda: LATER)


@pytest.mark.parametrize("right", STOPPING)
def test_issue_after_the_confirmation_has_no_copy_for_the_person(client: Client, right: Right) -> None:
    mine, other = subscribe(), subscribe("ola@example.com")
    confirm(client, ask(client, right))
    mine.refresh_from_db()
    assert (mine.state, mine.end_reason, mine.ended_at) == (SubscriptionState.ENDED, REASONS[right], NOW)
    issue = queue(LATER)
    assert list(issue.deliveries.values_list("subscription_id", flat=True)) == [other.pk]
    assert deliver(issue) == 1
    assert mail.outbox[-1].to == ["ola@example.com"]


@pytest.mark.parametrize("right", STOPPING)
def test_copy_that_was_queued_before_the_confirmation_does_not_leave(client: Client, right: Right) -> None:
    subscribe()
    case = ask(client, right)
    issue = queue()
    confirm(client, case)
    assert Delivery.objects.get().state == DeliveryState.SKIPPED
    assert deliver(issue) == 0
    assert not mail.outbox


def test_copy_that_a_later_issue_queues_by_a_stale_snapshot_is_skipped_at_its_claim(client: Client) -> None:
    subscription = subscribe()
    confirm(client, ask(client, Right.OBJECTION))
    issue = IssueFactory.create(state="sending", queued_at=NOW)
    Delivery.objects.create(issue=issue, subscription=subscription, due_at=NOW)
    assert deliver(issue) == 0
    assert Delivery.objects.get().state == DeliveryState.SKIPPED


@pytest.mark.parametrize("right", STOPPING)
def test_request_that_nobody_confirmed_ends_nothing(client: Client, right: Right) -> None:
    subscription = subscribe()
    ask(client, right)
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.ACTIVE


@pytest.mark.parametrize("right", [right for right in Right if right not in STOPPING])
def test_other_rights_end_no_use(right: Right) -> None:
    subscription = subscribe()
    opened(right)
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.ACTIVE
    assert not JournalEntry.objects.filter(event="dsar.use_stopped").exists()


def test_sign_up_that_waits_cannot_be_confirmed_after_the_objection(client: Client) -> None:
    waiting = subscriptions.sign_up(address=ADDRESS, language="nb", form="newsletter.signup", text="Ja", now=NOW)
    confirm(client, ask(client, Right.OBJECTION))
    client.post(reverse("newsletter:confirm", args=[tokens.make_token(CONFIRM, waiting.pk)]))
    waiting.refresh_from_db()
    assert waiting.dropped_at is not None
    assert not Subscription.objects.exists()
    sent_letters()
    assert all("nyhetsbrevet" not in message.subject for message in mail.outbox)


def test_objection_that_joins_an_open_one_ends_the_new_subscription_too(client: Client, clock: Any) -> None:
    subscribe()
    confirm(client, ask(client, Right.OBJECTION))
    clock.move_to(NOW + timedelta(hours=1))
    again = subscribe(now=NOW + timedelta(minutes=30))
    second = ask(client, Right.OBJECTION)
    confirm(client, second)
    assert Case.objects.get(pk=second.pk).state == State.JOINED
    again.refresh_from_db()
    assert (again.state, again.end_reason) == (SubscriptionState.ENDED, EndReason.OBJECTION)


def test_new_subscription_after_the_objection_is_a_new_yes() -> None:
    subscribe()
    opened(Right.OBJECTION)
    subscribe(now=LATER)
    assert {check(FACTS).kind for check in CHECKS} == {"kept"}
    queue(LATER)
    assert deliver(Issue.objects.get()) == 1


def test_effect_and_confirmation_are_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    subscription, case = subscribe(), asked(Right.OBJECTION)

    def killed(**_kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(subscriptions.ledger, "note", killed)
    with pytest.raises(ConnectionError):
        asking.confirm(case_id=case.pk, now=NOW)
    case.refresh_from_db()
    subscription.refresh_from_db()
    assert (case.state, subscription.state) == (State.UNVERIFIED, SubscriptionState.ACTIVE)


def test_history_and_journal_tell_what_stopped_without_the_address() -> None:
    subscribe()
    case = opened(Right.OBJECTION)
    assert CaseEvent.objects.filter(case=case, kind=EventKind.USE_STOPPED).count() == 1
    [entry] = JournalEntry.objects.filter(event="dsar.use_stopped")
    assert "newsletter.subscription:1" in entry.facts
    assert ADDRESS not in entry.facts


def test_objection_of_somebody_unknown_is_recorded_and_ends_nothing() -> None:
    case = opened(Right.OBJECTION)
    assert case.state == State.OPEN
    assert not CaseEvent.objects.filter(case=case, kind=EventKind.USE_STOPPED).exists()


def test_request_stays_open_as_the_record_and_is_answered_by_letter() -> None:
    subscribe()
    case = opened(Right.OBJECTION)
    deciding.answer(case=case, text="Du får ikke flere brev.", staff=case_worker(), now=LATER)
    assert Letter.objects.filter(kind="dsar.answered").count() == 1


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


_REVIVE = "UPDATE newsletter_subscription SET state = 'active', ended_at = NULL, end_reason = '', retain_until = NULL"
_CLAIM = "UPDATE newsletter_delivery SET state = 'sent', claimed_at = '2026-03-02 09:02:00+00', skip_reason = ''"
Check = Callable[[Facts], Verdict]
CHECKS: list[Check] = [promises_rights.objections_are_heard, promises_newsletter.only_to_subscribers]


@pytest.mark.parametrize("close", [True, False])
@pytest.mark.parametrize("lie", [_REVIVE, _CLAIM])
def test_use_that_goes_on_after_an_objection_breaks_both_promises(lie: str, *, close: bool) -> None:
    subscribe()
    queue()
    case = opened(Right.OBJECTION)
    if close:
        deciding.answer(case=case, text="Vi har stoppet.", staff=case_worker(), now=NOW)
    assert [check(FACTS).kind for check in CHECKS] == ["kept", "kept"]
    sql(lie)
    assert [check(FACTS).kind for check in CHECKS] == ["broken", "broken"]


def test_effect_that_never_came_breaks_the_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsar.cases.asking.stop_use", lambda **_kwargs: 0)
    subscribe()
    opened(Right.OBJECTION)
    verdicts = [check(FACTS) for check in CHECKS]
    assert [verdict.kind for verdict in verdicts] == ["broken", "broken"]
    assert f"{says('Newsletter subscription')} (1)" in verdicts[0].reason


@pytest.mark.law("P38")
def test_consent_that_is_used_after_its_withdrawal_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsar.cases.asking.stop_use", lambda **_kwargs: 0)
    subscribe()
    opened(Right.WITHDRAWAL)
    verdict = promises_pages.withdrawing_is_as_easy(FACTS)
    assert (verdict.kind, f"{says('Newsletter subscription')} (1)" in verdict.reason) == ("broken", True)
    assert promises_newsletter.only_to_subscribers(FACTS).kind == "broken"


def test_every_use_that_can_be_ended_at_once_is_declared() -> None:
    by_purpose = {data.purpose for data in declarations.all_personal() if data.stop is not None}
    assert by_purpose == {"newsletter", "interests"}
