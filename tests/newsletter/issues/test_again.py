"""Copies that were refused are sent again when staff say so."""

import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from newsletter.issues import campaign, deliveries, handed_over
from newsletter.issues import operations as issues
from newsletter.issues.enums import IssueState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from privacy.journal import operations as journal
from tests.factories.newsletter import NOW, IssueFactory, subscribed
from tests.newsletter.issues.copies import claim, deliver, hand_over, queued, states
from tests.seen import confirmed

pytestmark = pytest.mark.usefixtures("rules")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def refused(refusing: list[Exception]) -> Issue:
    """An issue of which the mail server refused the first of two copies."""
    for name in ("kari", "ola"):
        subscribed(f"{name}@example.com", now=NOW - timedelta(days=1))
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    refusing.append(smtplib.SMTPRecipientsRefused({"x": (550, b"no")}))
    deliver(issue)
    assert states() == ["failed", "sent"]
    return issue


@pytest.mark.law("A-09", "P19")
def test_staff_try_refused_copies_again_by_the_button_of_the_issue(refused: Issue, admin_client: Client) -> None:
    page = reverse("admin:newsletter_issue_again", args=[refused.pk])
    assert page in admin_client.get(reverse("admin:newsletter_issue_send", args=[refused.pk])).content.decode()
    assert states() == ["failed", "sent"], "to look changes nothing"
    confirmed(admin_client, page)
    assert states() == ["pending", "sent"]
    assert Delivery.objects.get(state="pending").last_error == ""
    refused.refresh_from_db()
    assert refused.state == IssueState.SENDING
    later = Delivery.objects.get(state="pending").due_at
    assert deliveries.deliver(issue_id=refused.pk, clock=lambda: later) == 1
    assert states() == ["sent", "sent"]
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 2
    assert page not in admin_client.get(reverse("admin:newsletter_issue_send", args=[refused.pk])).content.decode()
    assert list(journal.compare_sources()) == []


@pytest.mark.law("P19")
def test_refused_copy_is_not_sent_again_to_somebody_who_left(refused: Issue, admin_user: User) -> None:
    gone = Delivery.objects.get(state="failed").subscription_id
    subscriptions.unsubscribe(subscription_id=gone, reason=EndReason.PAGE, now=NOW + timedelta(minutes=20))
    assert issues.send_again(deliveries=Delivery.objects.all(), by=admin_user, now=LATER) == 1
    assert deliveries.deliver(issue_id=refused.pk, clock=lambda: LATER) == 0
    assert states() == ["sent", "skipped"]


def test_copies_of_a_cancelled_issue_stay_as_they_are(refusing: list[Exception], admin_user: User) -> None:
    issue = queued(2)
    refusing += [smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), smtplib.SMTPDataError(421, b"slow down")]
    deliver(issue)
    campaign.cancel(issue_id=issue.pk, by=admin_user, now=NOW)
    assert issues.send_again(deliveries=Delivery.objects.all(), by=admin_user, now=LATER) == 0
    assert states() == ["failed", "skipped"]


@pytest.mark.law("A-09")
def test_copy_that_was_taken_once_is_in_doubt_when_a_later_attempt_is_interrupted(refused: Issue) -> None:
    copy = Delivery.objects.get(state="failed")
    with handed_over.open_for(refused.pk) as file:
        file.note_taken(copy.pk)  # the server took it, and the provider gave it back later
    assert copy.pk in handed_over.taken(refused.pk)
    issues.send_again(deliveries=Delivery.objects.filter(pk=copy.pk), by=User.objects.create(), now=LATER)
    hand_over(refused, claim(refused, LATER), LATER)
    issues.resume(now=LATER + timedelta(seconds=6))
    assert states() == ["sent", "uncertain"]
