"""What a legal hold keeps from an erasure is not used meanwhile, and goes when the hold ends (LAW D-37)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from contact.messages.dashboard import messages as messages_block
from contact.messages.models import Message
from dsar.cases.enums import JobState, Right, State
from dsar.cases.models import Case, Contact, Job
from dsar.erasures import on_hold, reerasing
from dsar.erasures import operations as erasures
from dsar.fulfilment import operations as fulfilment
from dsar.fulfilment import tasks
from newsletter.issues import operations as issues
from newsletter.issues.errors import NobodyToSendTo
from newsletter.issues.models import Delivery
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import Subscription
from privacy.erasure import operations as erasure
from privacy.erasure.ledger_file import ledger_files
from privacy.journal.models import JournalEntry
from privacy.retention import holds
from privacy.retention import operations as retention
from privacy.retention.enums import HoldReason
from privacy.retention.models import LegalHold
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.factories.newsletter import ActiveFactory, IssueFactory
from tests.factories.privacy import prove_sentences
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-37", "D-23", "P34")]
END = NOW + timedelta(days=100)
UNTIL_IT_ENDS = says(
    "What we keep because of a claim, an order or the like we use for nothing else meanwhile. "
    "We erase it when that ends; you need not ask again."
)


def hold_row(row: Any, ends_at: Any = END) -> LegalHold:
    return holds.hold_row(
        model=row._meta.label_lower,
        object_id=str(row.pk),
        reason=HoldReason.LEGAL_CLAIM,
        reference="2026-17",
        ends_at=ends_at,
        staff=1,
        now=NOW,
    )


def erased() -> Job:
    """Ask for erasure, approve it, and let the worker do what it can; the last letter has left."""
    case = opened(Right.ERASURE)
    job = approved(case=case, staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    sent_letters()
    erasures.forget_notified(now=NOW)
    return Job.objects.get(pk=job.pk)


def test_erasure_without_a_hold_waits_for_nothing() -> None:
    MessageFactory.create(email=ADDRESS)
    job = erased()
    assert (job.state, job.plan, job.ended_at) == (JobState.DONE, {}, NOW)


def test_held_row_goes_by_itself_when_its_hold_ends() -> None:
    kept, gone = MessageFactory.create(email=ADDRESS), MessageFactory.create(email=ADDRESS)
    hold_row(kept)
    job = erased()
    assert list(Message.objects.all()) == [kept]
    assert not Message.objects.filter(pk=gone.pk).exists()
    assert (job.state, job.plan) == (JobState.WAITING, {"contact.message": [str(kept.pk)]})
    assert Case.objects.get().state == State.DONE, "the person was answered in time"
    assert not Contact.objects.exists(), "the address of the request is not needed to go on"

    assert on_hold.resume(now=END - timedelta(seconds=1)) == 0
    assert Message.objects.exists()
    assert on_hold.resume(now=END) == 1
    assert not Message.objects.exists()
    job.refresh_from_db()
    assert (job.state, job.plan, job.ended_at) == (JobState.DONE, {}, END)
    assert job.result["erased"]["contact.message"] == 2
    assert JournalEntry.objects.filter(event="dsar.erased").count() == 2
    assert on_hold.resume(now=END) == 0


def test_tick_takes_it_up_when_a_hold_is_lifted() -> None:
    hold = hold_row(MessageFactory.create(email=ADDRESS), ends_at=NOW + timedelta(days=36500))
    erased()
    tasks.tick()
    assert Message.objects.exists()
    holds.lift(hold_id=hold.pk, staff=1, now=NOW)
    tasks.tick()
    assert not Message.objects.exists()


def test_what_goes_later_is_in_the_ledger_too() -> None:
    kept = MessageFactory.create(email=ADDRESS)
    hold_row(kept)
    erased()
    on_hold.resume(now=END)
    erasure.copy()
    rows = [line.facts["rows"] for file in ledger_files() for line in file.lines() if line.kind == erasures.ERASED]
    assert [f"contact.message:{kept.pk}"] in rows


def test_one_row_waits_longer_than_another_and_for_a_hold_that_came_later() -> None:
    first, second = MessageFactory.create(email=ADDRESS), MessageFactory.create(email=ADDRESS)
    hold_row(first)
    hold_row(second, ends_at=END + timedelta(days=10))
    erased()
    hold_row(second, ends_at=END + timedelta(days=20))
    assert on_hold.resume(now=END) == 0
    assert list(Message.objects.all()) == [second]
    assert on_hold.resume(now=END + timedelta(days=10)) == 0
    assert on_hold.resume(now=END + timedelta(days=20)) == 1
    assert not Message.objects.exists()


def test_waiting_outlasts_the_time_of_the_request_itself() -> None:
    late = NOW + timedelta(days=20 * 365)
    hold_row(MessageFactory.create(email=ADDRESS), ends_at=late)
    erased()
    retention.run(as_of=late - timedelta(days=1), now=NOW, beyond_limits=True)
    assert Job.objects.waiting().exists()
    assert on_hold.resume(now=late) == 1
    retention.run(as_of=late, now=NOW, beyond_limits=True)
    assert not Job.objects.exists()
    assert not Case.objects.exists()


def test_held_subscription_is_not_written_to_meanwhile() -> None:
    subscription = ActiveFactory.create(email=ADDRESS)
    hold_row(subscription)
    erased()
    subscription.refresh_from_db()
    assert (subscription.state, subscription.end_reason) == (SubscriptionState.ENDED, EndReason.ERASURE)
    mail.outbox.clear()
    with pytest.raises(NobodyToSendTo):
        issues.send(issue_id=IssueFactory.create().pk, now=NOW)
    assert not Delivery.objects.exists()
    on_hold.resume(now=END)
    assert not Subscription.objects.exists()


def test_held_message_is_nobodys_work_meanwhile(admin_client: Client) -> None:
    hold_row(MessageFactory.create(email=ADDRESS))
    other = MessageFactory.create(email="ola@example.com")
    erased()
    assert list(Message.objects.waiting()) == [other]
    assert [item.url for item in messages_block(NOW).items] == [f"/admin/contact/message/{other.pk}/change/"]
    listed = reverse("admin:contact_message_changelist")
    for query, shown in (("", [other]), ("?state=waiting", [other]), ("?state=handled", [])):
        page = admin_client.get(listed + query)
        assert list(page.context["cl"].result_list) == shown, query
    assert len(admin_client.get(f"{listed}?state=kept").context["cl"].result_list) == 1


def test_subscription_on_hold_that_nobody_asked_to_erase_goes_on() -> None:
    hold_row(ActiveFactory.create(email=ADDRESS))
    assert issues.send(issue_id=IssueFactory.create().pk, now=NOW) == 1


def test_letter_says_what_stays_also_when_it_leaves_late() -> None:
    hold_row(MessageFactory.create(email=ADDRESS))
    case = opened(Right.ERASURE)
    job = approved(case=case, staff=case_worker(), now=NOW)
    while fulfilment.take_step(job_id=job.pk, now=NOW):
        pass
    prove_sentences()
    body = str(sent_letters()[-1].body)
    assert str(HoldReason.LEGAL_CLAIM.label) in body
    assert UNTIL_IT_ENDS in body


def test_letter_promises_nothing_about_what_no_hold_keeps() -> None:
    MessageFactory.create(email=ADDRESS)
    erased()
    assert UNTIL_IT_ENDS not in str(sent_letters()[-1].body)


def test_restored_database_goes_on_waiting() -> None:
    kept = MessageFactory.create(email=ADDRESS)
    hold_row(kept)
    case = opened(Right.ERASURE)
    approved(case=case, staff=case_worker(), now=NOW)  # this is what the backup has
    entry = erasure.note(kind=erasures.FORGOTTEN, facts={"case": case.pk}, now=NOW)
    erasure.copy()
    line = next(line for file in ledger_files() for line in file.lines() if line.id == entry.pk)
    reerasing.forget_again([line])
    assert Job.objects.get().state == JobState.WAITING
    assert on_hold.resume(now=END) == 1
    assert not Message.objects.exists()
