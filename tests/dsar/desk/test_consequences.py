"""Before a decision: the rows, the open matters and the very letter; nothing is decided on what was not shown."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from contact.messages import operations as messages
from contact.messages.models import Message
from dsar.cases.enums import EventKind, Ground, JobState, Right, State
from dsar.cases.models import Case, CaseEvent, Job
from dsar.desk import consequences
from dsar.erasures.queries import make_plan
from dsar.fulfilment import operations as fulfilment
from privacy.retention import holds
from privacy.retention.enums import HoldReason
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, asked, case_worker, opened
from tests.factories.newsletter import ActiveFactory
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules", "frozen_clock")
REASONS = "Vi har sammenlignet med kilden, og det som står, er riktig."


def _url(name: str, case: Case) -> str:
    return reverse(f"admin:dsar_case_{name}", args=[case.pk])


@pytest.mark.law("D-23", "D-37", "D-39")
def test_erasure_lists_what_goes_what_stays_and_what_is_open(worker: Client) -> None:
    MessageFactory.create(email=ADDRESS, text="Hva koster det?")
    held = MessageFactory.create(email=ADDRESS, text="Regningen er feil.", handled_at=NOW)
    holds.hold_row(
        model="contact.message", object_id=str(held.pk), reason=HoldReason.LEGAL_CLAIM, reference="2026-17",
        ends_at=NOW + timedelta(days=100), staff=1, now=NOW,
    )  # fmt: skip
    ActiveFactory.create(email=ADDRESS)
    copy, unconfirmed = opened(Right.ACCESS), asked(Right.HUMAN)
    case = opened(Right.ERASURE)
    page = worker.get(_url("approve", case))
    shown = page.context["consequences"]
    assert {group.title: group.count for group in shown.goes if group.note == ""} == {
        says("Messages to us"): 1,
        says("Newsletter subscription"): 1,
    }
    assert "Hva koster det?" in page.content.decode()
    assert "Regningen er feil." not in page.content.decode()
    assert any(str(HoldReason.LEGAL_CLAIM.label) in group.note for group in shown.stays)
    lost = " ".join(map(str, shown.lost))
    assert all(
        text in lost for text in (f"{says('Messages to us')}: 1", copy.reference, str(unconfirmed.which_right.label))
    )
    assert CaseEvent.objects.filter(case=case, kind=EventKind.PREVIEWED).count() == 1


@pytest.mark.law("D-19", "D-24")
def test_letter_on_the_page_is_the_letter_that_leaves(worker: Client) -> None:
    MessageFactory.create(email=ADDRESS)
    case = opened(Right.ERASURE)
    shown = worker.get(_url("approve", case)).context["consequences"]
    assert worker.post(_url("approve", case), {"seen": shown.digest}).status_code == 302
    assert fulfilment.run(job_id=Job.objects.get().pk, now=NOW)
    sent_letters()
    letter = next(message for message in mail.outbox if "slettet" in str(message.subject))
    assert (letter.subject, letter.body) == (shown.mails[-1].subject, shown.mails[-1].text)
    assert not Message.objects.exists()


def test_person_own_link_is_not_shown_to_staff(worker: Client) -> None:
    case = opened(Right.RECTIFICATION)
    page = worker.post(_url("refuse", case), {"ground": Ground.ACCURATE, "reasons": REASONS, "evidence": REASONS})
    assert "/sak/" not in page.content.decode()
    assert REASONS in page.context["consequences"].mails[0].text


def test_data_that_changed_since_the_page_asks_again(worker: Client) -> None:
    case = opened(Right.ERASURE)
    seen = worker.get(_url("approve", case)).context["consequences"].digest
    MessageFactory.create(email=ADDRESS, text="En ny melding")
    page = worker.post(_url("approve", case), {"seen": seen})
    assert page.status_code == 200
    assert "En ny melding" in page.content.decode()
    assert not Job.objects.exists()


def test_what_a_colleague_did_meanwhile_asks_again(worker: Client) -> None:
    """The rows are the same, and one of them is no longer open."""
    message, case = MessageFactory.create(email=ADDRESS), opened(Right.ERASURE)
    seen = worker.get(_url("approve", case)).context["consequences"].digest
    messages.mark_handled(messages=Message.objects.filter(pk=message.pk), by=case_worker("to"), now=NOW)
    assert worker.post(_url("approve", case), {"seen": seen}).status_code == 200
    assert not Job.objects.exists()


def test_refusal_with_other_reasons_than_shown_is_shown_first(worker: Client) -> None:
    case = opened(Right.RECTIFICATION)
    data = {"ground": Ground.ACCURATE, "reasons": REASONS, "evidence": REASONS}
    seen = worker.post(_url("refuse", case), data).context["consequences"].digest
    page = worker.post(_url("refuse", case), {**data, "reasons": f"{REASONS} Nå.", "seen": seen})
    assert page.status_code == 200
    case.refresh_from_db()
    assert case.state == State.OPEN


@pytest.mark.law("D-07")
def test_proposal_says_that_no_letter_leaves_yet() -> None:
    given = {"ground": Ground.EXCESSIVE, "reasons": REASONS}
    assert len(consequences.of_refusal(opened(), given, NOW).lines) == 1


def test_copy_lists_what_the_file_will_have(worker: Client) -> None:
    MessageFactory.create(email=ADDRESS, text="Hva koster det?")
    case = opened(Right.ACCESS)
    page = worker.get(_url("approve", case))
    assert "Hva koster det?" in page.content.decode()
    worker.post(_url("approve", case), {"seen": page.context["consequences"].digest})
    assert Job.objects.get().state == JobState.DUE


def test_plan_is_the_same_however_often_it_is_made() -> None:
    MessageFactory.create_batch(3, email=ADDRESS)
    opened(Right.ERASURE)
    assert make_plan(ADDRESS, NOW) == make_plan(ADDRESS, NOW + timedelta(minutes=5))


@pytest.mark.law("D-16")
def test_what_changed_among_rows_that_the_page_does_not_show_is_asked_about_again(worker: Client) -> None:
    rows = [
        MessageFactory.create(email=ADDRESS, text=f"Spørsmål {number:03}") for number in range(consequences._SHOWN + 1)
    ]
    case = opened(Right.ACCESS)
    shown = worker.get(_url("approve", case)).context["consequences"]
    (hidden,) = [row for row in rows if row.text not in str(shown.handed_out)]
    Message.objects.filter(pk=hidden.pk).update(text="Per Berg er syk")
    assert worker.post(_url("approve", case), {"seen": shown.digest}).status_code == 200
    assert not Job.objects.exists()
