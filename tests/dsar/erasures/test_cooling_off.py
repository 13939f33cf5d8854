"""An approved erasure waits; the person and staff may call it off; nothing new is erased unseen."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from contact.messages.models import Message
from dsar.cases import cooling_off, deciding, links, losses
from dsar.cases.enums import EventKind, JobState, Right, State
from dsar.cases.errors import PlanMissing, WrongState
from dsar.cases.models import Case, CaseEvent, Contact, Job
from dsar.erasures import approving
from dsar.erasures.errors import PlanChanged
from dsar.erasures.queries import make_plan
from dsar.fulfilment import operations as fulfilment
from dsar.fulfilment import promises, tasks
from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.models import Subscription
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.law.deadlines import PLACE
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.web.tokens import make_token
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, asked, case_worker, opened
from tests.factories.newsletter import ActiveFactory

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("P34", "D-23")]
HOURS = timedelta(hours=24)


@pytest.fixture(autouse=True)
def _waits() -> Any:
    before = settings.DSAR
    settings.DSAR = before | {"COOLING_OFF_HOURS": 24}
    yield
    settings.DSAR = before


def _waiting() -> Job:
    return approved(case=opened(Right.ERASURE), staff=case_worker(), now=NOW)


def _send(now: datetime = NOW) -> str:
    """Send what is due and return the text of the last mail."""
    for letter_id in Letter.objects.unsent().order_by("due_at").values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=now)
    return str(mail.outbox[-1].body)


def _cancel_path(job: Job) -> str:
    return reverse("dsar:call_off", kwargs={"token": make_token(links.CANCEL, job.pk)})


def test_nothing_is_erased_before_the_time_and_everything_after() -> None:
    MessageFactory.create(email=ADDRESS)
    job = _waiting()
    assert job.starts_at == NOW + HOURS
    assert fulfilment.run(job_id=job.pk, now=NOW + HOURS - timedelta(seconds=1)) is False
    assert Message.objects.exists()
    assert fulfilment.run(job_id=job.pk, now=NOW + HOURS)
    assert not Message.objects.exists()
    job.refresh_from_db()
    assert job.result["erased"]["contact.message"] == 1


def test_tick_begins_it_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    job = _waiting()
    with time_machine.travel(NOW + HOURS - timedelta(minutes=1), tick=False):
        tasks.tick()
    assert Case.objects.get().state == State.WORKING
    with time_machine.travel(NOW + HOURS + timedelta(minutes=1), tick=False):
        tasks.tick()
        tasks.tick()
    assert Case.objects.get().state == State.DONE
    assert JournalEntry.objects.filter(event="dsar.erased", facts__contains=str(job.pk)).count() == 1


@pytest.mark.law("D-26")
def test_data_is_not_used_meanwhile() -> None:
    MessageFactory.create(email=ADDRESS)
    ActiveFactory.create(email=ADDRESS)
    _waiting()
    assert not Message.objects.in_use().exists()
    assert Subscription.objects.get().state == SubscriptionState.ENDED


def test_person_is_told_when_and_can_call_it_off(client: Client) -> None:
    MessageFactory.create(email=ADDRESS)
    job = _waiting()
    [path] = re.findall(r"https?://[^/]+(/\S+/avlys/\S+)", _send())
    page = client.get(path)
    assert page.status_code == 200
    assert Job.objects.get().state == JobState.DUE, "a link that is followed changes nothing"
    assert client.post(path).status_code == 303
    job.refresh_from_db()
    assert (job.state, Case.objects.get().state) == (JobState.CANCELLED, State.WITHDRAWN)
    assert Message.objects.in_use().count() == 1
    assert client.get(path).status_code == 200, "the page says that it is called off"
    assert client.post(path).status_code == 200
    assert fulfilment.run(job_id=job.pk, now=NOW + 2 * HOURS) is False
    assert Message.objects.exists()
    assert list(journal.compare_sources()) == []


def test_link_is_for_calling_off_only(client: Client) -> None:
    job = _waiting()
    token = make_token(links.CANCEL, job.pk)
    assert client.get(reverse("dsar:case", kwargs={"token": token})).status_code == 404
    other = make_token(links.CASE, job.case_id)
    assert client.get(reverse("dsar:call_off", kwargs={"token": other})).status_code == 404
    assert client.post(reverse("dsar:call_off", kwargs={"token": other})).status_code == 404


@pytest.mark.law("D-40", "X-35")
def test_forged_links_get_the_same_answer(client: Client) -> None:
    token = make_token(links.CANCEL, _waiting().pk)
    forged = [token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "a.b.c", token[1:]]
    paths = {text: reverse("dsar:call_off", kwargs={"token": text}) for text in forged}
    answers = [(client.post(path), text) for text, path in paths.items()]
    assert {answer.status_code for answer, _text in answers} == {404}
    # The page links to itself in the other languages.
    assert len({answer.content.decode().replace(f"/{text}/", "/token/") for answer, text in answers}) == 1
    assert Case.objects.get().state == State.WORKING


def test_too_late_once_it_has_begun(client: Client) -> None:
    job = _waiting()
    fulfilment.take_step(job_id=job.pk, now=NOW + HOURS)
    with pytest.raises(WrongState):
        cooling_off.call_off(case=job.case, staff=case_worker("to"), now=NOW + HOURS)
    assert client.post(_cancel_path(job)).status_code == 410
    assert Case.objects.get().state == State.WORKING


def test_staff_call_it_off_and_the_request_is_open_again() -> None:
    MessageFactory.create(email=ADDRESS)
    job, staff = _waiting(), case_worker("to")
    case = cooling_off.call_off(case=job.case, staff=staff, now=NOW + timedelta(hours=1))
    assert case.state == State.OPEN
    assert CaseEvent.objects.get(kind=EventKind.CALLED_OFF).staff == staff.pk
    assert Message.objects.in_use().count() == 1
    assert approved(case=case, staff=staff, now=NOW + HOURS).starts_at == NOW + 2 * HOURS
    assert list(journal.compare_sources()) == []


def test_what_came_in_meanwhile_is_not_erased_unseen() -> None:
    job = _waiting()
    MessageFactory.create(email=ADDRESS)
    assert fulfilment.run(job_id=job.pk, now=NOW + HOURS) is False
    assert fulfilment.run(job_id=job.pk, now=NOW + HOURS) is False
    job.refresh_from_db()
    assert (job.state, Case.objects.get().state) == (JobState.CANCELLED, State.OPEN)
    assert Message.objects.exists()
    assert list(journal.compare_sources()) == []
    again = approved(case=job.case, staff=case_worker("to"), now=NOW + HOURS)
    assert again.starts_at is None, "the wait is not repeated"
    assert fulfilment.run(job_id=again.pk, now=NOW + HOURS)
    assert not Message.objects.exists()


def test_requests_that_strangers_send_do_not_hold_it_up() -> None:

    job = _waiting()
    asked(Right.HUMAN)
    assert fulfilment.run(job_id=job.pk, now=NOW + HOURS)
    assert not Contact.objects.filter(case__state=State.UNVERIFIED).exists()


def test_what_went_by_itself_meanwhile_asks_nobody() -> None:
    message = MessageFactory.create(email=ADDRESS)
    job = _waiting()
    message.delete()
    assert fulfilment.run(job_id=job.pk, now=NOW + HOURS)
    job.refresh_from_db()
    assert "contact.message" not in job.result["erased"]


@pytest.mark.law("D-03")
@pytest.mark.parametrize(
    ("before_the_end", "waits"),
    [
        (timedelta(days=3), HOURS),
        (timedelta(hours=20), timedelta(hours=8)),
        (timedelta(hours=5), timedelta(0)),
        (timedelta(hours=-30), timedelta(0)),
    ],
)
def test_wait_ends_within_the_deadline(before_the_end: timedelta, waits: timedelta) -> None:
    case = opened(Right.ERASURE)
    end = datetime.combine(case.latest_on + timedelta(days=1), datetime.min.time(), tzinfo=PLACE)
    now = end - before_the_end
    assert cooling_off.start_of(case, now) == now + waits
    assert cooling_off.is_shortened(case, now + waits, now) is (waits < HOURS)


def test_nothing_is_approved_without_what_staff_saw() -> None:
    case, staff = opened(Right.ERASURE), case_worker()
    for unseen in (case, opened(Right.ACCESS), opened(Right.PORTABILITY)):
        with pytest.raises(PlanMissing):
            deciding.approve(case=unseen, staff=staff, now=NOW)
    plan = make_plan(ADDRESS, NOW)
    MessageFactory.create(email=ADDRESS)
    with pytest.raises(PlanChanged):
        approving.approve(case=case, plan=plan, staff=staff, now=NOW)
    assert not Job.objects.exists()


def test_letter_about_the_wait_is_not_sent_once_it_is_called_off() -> None:
    job = _waiting()
    deciding.withdraw(case=job.case, now=NOW)
    _send()
    assert not any("slettes" in str(message.subject) for message in mail.outbox)


@pytest.mark.law("X-13")
def test_restore_does_not_revive_what_was_called_off() -> None:
    """The backup has the erasure as approved; the replaced database knew better."""
    job = _waiting()
    cooling_off.call_off(case=job.case, staff=case_worker("to"), now=NOW + timedelta(hours=1))
    lost = losses._changed(NOW - timedelta(hours=1))
    Case.objects.update(state=State.WORKING)
    Job.objects.update(state=JobState.DUE, ended_at=None)
    carried = losses._carry(lost, NOW + timedelta(hours=2))
    assert len(carried.taken) == 1
    assert Case.objects.get().state == State.OPEN
    assert not Job.objects.exists()


def test_restore_lets_an_erasure_go_on_that_both_had_approved() -> None:
    _waiting()
    lost = losses._changed(NOW - timedelta(hours=1))
    assert losses._carry(lost, NOW + timedelta(hours=2)).taken == []
    assert (Case.objects.get().state, Job.objects.get().state) == (State.WORKING, JobState.DUE)


def test_promise_sees_an_erasure_that_did_not_begin() -> None:
    """The worker stands still; a wait within its time and its deadline is no fault."""
    job = _waiting()
    assert promises._not_begun(NOW + HOURS + timedelta(hours=1)) == (0, 0)
    assert promises._not_begun(NOW + 3 * HOURS) == (1, 0)
    Job.objects.filter(pk=job.pk).update(starts_at=NOW + timedelta(days=60))
    assert promises._not_begun(NOW) == (0, 1)
