"""An issue from draft to sent: planned, paused, resumed, cancelled, and asked about when it is late."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import IntegrityError, transaction

from consent.interests import operations as interests
from consent.interests.models import Interest, Profile
from newsletter.issues import campaign, dashboard, deliveries
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState, IssueState, PauseReason, SkipReason
from newsletter.issues.errors import IssueInAnotherState, StartIsPast
from newsletter.issues.models import Delivery, Issue
from newsletter.issues.moves import MOVES, move
from privacy.inventory.enums import StopCause
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory

pytestmark = pytest.mark.usefixtures("rules")
LATER = NOW + timedelta(hours=5)


@pytest.fixture
def issue() -> Issue:
    ActiveFactory.create_batch(2)
    draft: Issue = IssueFactory.create()
    return draft


def state(issue: Issue) -> str:
    issue.refresh_from_db()
    return str(issue.state)


def reasons() -> list[tuple[str, str]]:
    return sorted(Delivery.objects.values_list("state", "skip_reason"))


def test_every_state_has_its_moves_and_no_other_is_made() -> None:
    assert set(MOVES) == set(IssueState)
    for before in IssueState:
        for after in set(IssueState) - MOVES[before]:
            with pytest.raises(IssueInAnotherState):
                move(IssueFactory.build(state=before, queued_at=NOW), after)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "sending"},
        {"state": "scheduled", "queued_at": NOW},
        {"state": "sending", "queued_at": NOW, "resumes_at": NOW},
        {"pause_reason": "staff"},
    ],
)
def test_database_refuses_states_that_cannot_be(values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        IssueFactory.create(**values)


def test_nothing_leaves_for_a_minute_and_then_all_of_it(issue: Issue, admin_user: User) -> None:
    assert campaign.schedule(issue_id=issue.pk, starts_at=None, by=admin_user, now=NOW) == 2
    campaign.tick(NOW + timedelta(seconds=59))
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW) == 0
    assert (state(issue), mail.outbox) == ("scheduled", [])
    campaign.tick(NOW + timedelta(seconds=60))
    assert state(issue) == "sending"
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW + timedelta(seconds=61)) == 2
    assert state(issue) == "sent"


def test_undone_issue_is_about_the_same_topics(admin_user: User) -> None:
    ActiveFactory.create(topics=["privacy"])
    planned = IssueFactory.create(topics=["privacy"])
    campaign.schedule(issue_id=planned.pk, starts_at=None, by=admin_user, now=NOW)
    draft = campaign.undo(issue_id=planned.pk, by=admin_user, now=NOW)
    assert draft.topics == ["privacy"], "else it would go to everybody, also to those who chose other topics"


@pytest.mark.law("D-15", "P12", "P20")
@pytest.mark.parametrize("is_paused", [False, True])
def test_objection_to_a_profile_counts_for_an_issue_that_is_planned_or_paused(
    admin_user: User, *, is_paused: bool
) -> None:
    ActiveFactory.create_batch(2, topics=["privacy"])
    profiled = ActiveFactory.create()
    others = ActiveFactory.create()
    for person in (profiled, others):
        interested(person.email, "products")
    planned = IssueFactory.create(topics=["privacy"])
    campaign.schedule(issue_id=planned.pk, starts_at=None, by=admin_user, now=NOW)
    if is_paused:
        issues.start(issue_id=planned.pk, now=NOW)
        campaign.pause(issue_id=planned.pk, reason=PauseReason.STAFF, by=admin_user, now=NOW)
    assert Delivery.objects.get(subscription=profiled).skip_reason == SkipReason.INTERESTS
    interests.stop(Profile.objects.filter(email=profiled.email), StopCause.OBJECTION, NOW)
    if is_paused:
        campaign.go_on(issue_id=planned.pk, by=admin_user, now=NOW)
    else:
        campaign.tick(NOW + timedelta(seconds=60))
    deliveries.deliver(issue_id=planned.pk, clock=lambda: NOW + timedelta(seconds=61))
    assert Delivery.objects.get(subscription=profiled).state == DeliveryState.SENT
    assert Delivery.objects.get(subscription=others).skip_reason == SkipReason.INTERESTS


def interested(address: str, subject: str) -> None:
    """Somebody who said yes to a profile, which has one interest."""
    profile = Profile.objects.create(
        email=address, language="nb", consented_at=NOW, consent_text="", retain_until=NOW + timedelta(days=99)
    )
    dates = {"found_at": NOW, "derived_at": NOW, "retain_until": NOW + timedelta(days=99)}
    Interest.objects.create(profile=profile, rule="trial", subject=subject, title="", because="", **dates)


def test_undo_leaves_nothing_to_send_and_a_draft(issue: Issue, admin_user: User) -> None:
    campaign.schedule(issue_id=issue.pk, starts_at=None, by=admin_user, now=NOW)
    draft = campaign.undo(issue_id=issue.pk, by=admin_user, now=NOW)
    campaign.tick(LATER)
    assert (state(issue), state(draft)) == ("cancelled", "draft")
    assert reasons() == [("skipped", "cancelled")] * 2


def test_start_that_was_missed_by_hours_waits_for_somebody(issue: Issue, admin_user: User) -> None:
    starts_at = NOW + timedelta(hours=1)
    campaign.schedule(issue_id=issue.pk, starts_at=starts_at, by=admin_user, now=NOW)
    campaign.tick(starts_at + campaign.LATEST_START + timedelta(seconds=1))
    assert state(issue) == "frozen"
    campaign.schedule(issue_id=issue.pk, starts_at=LATER, by=admin_user, now=NOW + timedelta(hours=4))
    campaign.tick(LATER)
    assert state(issue) == "sending"


def test_start_lies_ahead(issue: Issue, admin_user: User) -> None:
    with pytest.raises(StartIsPast):
        campaign.schedule(issue_id=issue.pk, starts_at=NOW, by=admin_user, now=NOW)
    assert state(issue) == "draft"


def test_paused_issue_sends_nothing_and_goes_on_by_itself(issue: Issue) -> None:
    issues.send(issue_id=issue.pk, now=NOW)
    until = NOW + timedelta(minutes=5)
    campaign.pause(issue_id=issue.pk, reason=PauseReason.BUSY, until=until, now=NOW)
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW) == 0
    campaign.tick(until - timedelta(seconds=1))
    assert state(issue) == "paused"
    campaign.tick(until)
    assert (state(issue), issue.pause_reason, issue.resumes_at) == ("sending", "", None)


def test_pause_of_staff_ends_by_staff_only(issue: Issue, admin_user: User) -> None:
    issues.send(issue_id=issue.pk, now=NOW)
    campaign.pause(issue_id=issue.pk, reason=PauseReason.STAFF, by=admin_user, now=NOW)
    campaign.tick(LATER)
    assert state(issue) == "paused"
    campaign.go_on(issue_id=issue.pk, by=admin_user, now=LATER)
    assert state(issue) == "sending"


def test_cancelled_issue_sends_nothing_more_and_says_why(
    issue: Issue, admin_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The machine was up all the time, however lately it was started: no power cut leaves copies in doubt.
    monkeypatch.setattr(issues.time, "clock_gettime", lambda _clock: timedelta(days=9).total_seconds())
    issues.send(issue_id=issue.pk, now=NOW)
    assert len(deliveries.claim(issue_id=issue.pk, now=NOW)) == 1
    assert campaign.cancel(issue_id=issue.pk, by=admin_user, now=NOW) == 1
    campaign.tick(LATER)  # the worker of the claimed copy was killed
    campaign.tick(LATER)
    assert reasons() == [(DeliveryState.SKIPPED, SkipReason.CANCELLED)] * 2
    with pytest.raises(IssueInAnotherState):
        campaign.go_on(issue_id=issue.pk, by=admin_user, now=LATER)


def test_what_was_frozen_is_what_leaves(issue: Issue) -> None:
    issues.freeze(issue_id=issue.pk, now=NOW)
    Issue.objects.update(body={"nb": "Noe helt annet"})
    issues.start(issue_id=issue.pk, now=NOW)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)
    assert all("Våren er her" in str(message.body) for message in mail.outbox)
    assert len(mail.outbox) == 2


@pytest.mark.law("P19")
def test_copy_is_not_sent_to_who_pauses_or_wants_other_topics() -> None:
    ActiveFactory.create(paused_until=NOW + timedelta(days=1))
    ActiveFactory.create(topics=["jobb"])
    wanted = [ActiveFactory.create(topics=["nytt", "jobb"]), ActiveFactory.create(topics=[])]
    issue = IssueFactory.create(topics=["nytt"])
    assert issues.send(issue_id=issue.pk, now=NOW) == 3
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW) == 2
    assert {message.to[0] for message in mail.outbox} == {row.email for row in wanted}
    assert reasons() == [("sent", ""), ("sent", ""), ("skipped", "paused"), ("skipped", "topics")]


def test_first_page_of_staff_says_that_an_issue_did_not_start(issue: Issue, admin_user: User) -> None:
    campaign.schedule(issue_id=issue.pk, starts_at=NOW + timedelta(hours=1), by=admin_user, now=NOW)
    campaign.tick(LATER)
    (item,) = dashboard.issues(LATER).items
    assert item.is_urgent
    assert item.url == f"/admin/newsletter/issue/{issue.pk}/send/"
