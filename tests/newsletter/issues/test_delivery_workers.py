"""Workers that hand copies over: killed, at work, late, several at once."""

import time
from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from newsletter.issues import deliveries, jobs
from newsletter.issues import operations as issues
from newsletter.issues.enums import IssueState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.restriction import operations as only_stored
from privacy.restriction.enums import RestrictionCause
from privacy.runs.liveness import is_at_work
from tests.factories.newsletter import NOW
from tests.newsletter.issues.copies import claim, deliver, hand_over, queued, states
from tests.privacy.runs.killed import kill, process_at_work
from tests.together import together

pytestmark = pytest.mark.usefixtures("rules")


@pytest.mark.law("A-09")
def test_a_sender_killed_while_handing_over_leaves_one_uncertain_copy_that_is_never_sent_again() -> None:
    issue = queued(3)
    hand_over(issue, claim(issue))  # and then kill -9
    deliver(issue)
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING
    issues.resume(now=NOW + timedelta(seconds=6))
    issue.refresh_from_db()
    assert (issue.state, states()) == (IssueState.SENT, ["sent", "sent", "uncertain"])
    assert len(mail.outbox) == 2


def test_a_sender_killed_before_handing_over_leaves_a_copy_that_waits_again() -> None:
    issue = queued(2)
    claim(issue)
    issues.resume(now=NOW + timedelta(seconds=16))
    assert states() == ["pending", "pending"]
    assert deliver(issue) == 2
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 2


def test_a_sender_that_wakes_up_late_does_not_send_what_another_has_claimed() -> None:
    issue = queued(1)
    slow = claim(issue)
    issues.resume(now=NOW + timedelta(seconds=16))
    other = claim(issue, NOW + timedelta(seconds=17))
    assert deliveries.hold([slow]) == set()
    assert deliveries.hold([other]) == {other.id}


@pytest.mark.law("P19", "M-03")
def test_who_leaves_between_claiming_and_handing_over_gets_nothing() -> None:
    issue = queued(1)
    copy = claim(issue)
    subscriptions.unsubscribe(subscription_id=copy.subscription_id, reason=EndReason.ONE_CLICK, now=NOW)
    assert deliveries.hold([copy]) == set()
    issues.resume(now=NOW + timedelta(seconds=6))
    assert deliver(issue) == 0
    assert states() == ["skipped"]


@pytest.mark.law("P19", "P20", "D-26")
@pytest.mark.parametrize("chosen", ["paused", "restricted", "topics"])
def test_what_a_reader_chose_between_claiming_and_handing_over_counts(chosen: str) -> None:
    issue = queued(1)
    Issue.objects.update(topics=["products"])
    copy = claim(issue)
    if chosen == "restricted":
        rows = Subscription.objects.filter(pk=copy.subscription_id)
        only_stored.restrict(rows=[rows], cause=RestrictionCause.REQUESTED, source=uuid4(), now=NOW)
    else:
        values = {"topics": ["privacy"]} if chosen == "topics" else {"paused_until": NOW + timedelta(days=9)}
        Subscription.objects.update(**values)
    assert deliveries.hold([copy]) == set()
    issues.resume(now=NOW + timedelta(seconds=6))
    assert deliver(issue) == 0
    assert list(Delivery.stored.values_list("state", "skip_reason")) == [("skipped", chosen)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("A-09", "P19")
def test_copies_of_a_killed_worker_go_on_at_once_and_those_of_one_at_work_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issue = queued(3)
    claim(issue)
    hand_over(issue, claim(issue))
    nudged: list[object] = []
    monkeypatch.setattr(issues, "nudge", lambda *what: nudged.append(what))
    soon = NOW + timedelta(seconds=3)
    with process_at_work(issues.LANE, issue.pk) as process:
        issues.resume(now=soon)
        assert (states(), nudged) == (["claimed", "claimed", "pending"], [])
        kill(process, issues.LANE, issue.pk)
    issues.resume(now=soon)
    assert states() == ["pending", "pending", "uncertain"]
    assert nudged == [(jobs.DELIVER_ISSUE, issue.pk)] * issues.LANES


@pytest.mark.law("A-09")
def test_lane_that_begins_while_the_tick_looks_keeps_its_copies() -> None:
    issue = queued(1)
    hand_over(issue, claim(issue))
    issues.resume(now=NOW)
    assert states() == ["claimed"]


def test_lane_is_at_work_while_it_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = queued(1)
    seen: list[bool] = []
    monkeypatch.setattr(deliveries.HandedOverFile, "note", lambda *_: seen.append(is_at_work(issues.LANE, issue.pk)))
    assert deliver(issue) == 1
    assert seen == [True]
    assert not is_at_work(issues.LANE, issue.pk)


def test_resume_nudges_an_issue_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = queued(1)
    nudged: list[object] = []
    monkeypatch.setattr(issues, "nudge", lambda *what: nudged.append(what))
    issues.resume(now=NOW)
    assert nudged == [(jobs.DELIVER_ISSUE, issue.pk)] * issues.LANES


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_copy_once() -> None:
    issue = queued(60)
    sent = together(*[lambda: deliver(issue)] * 2)
    assert sum(sent) == len(mail.outbox) == 60
    assert len({message.to[0] for message in mail.outbox}) == 60
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("M-03")
def test_who_unsubscribes_while_a_batch_leaves_is_answered_when_it_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves after the answer; before it, the copy that is on its way does."""
    issue = queued(1)
    person = Delivery.objects.get().subscription_id
    happened: list[str] = []

    def leave() -> None:
        subscriptions.unsubscribe(subscription_id=person, reason=EndReason.ONE_CLICK, now=NOW)
        happened.append("answered")
        connection.close()

    reader = Thread(target=leave)

    def send(_backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        reader.start()
        time.sleep(0.2)
        happened.append("left")
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert deliver(issue) == 1
    reader.join(timeout=30)
    assert happened == ["left", "answered"]
    assert states() == ["sent"]
