"""Jobs: killed anywhere, run twice, without a broker; nothing lost and nothing twice."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection

from dsar.cases import deciding
from dsar.cases.copies import operations as copies
from dsar.cases.copies import seen, tables
from dsar.cases.copies.models import Export
from dsar.cases.enums import JobState, Right, State, Step
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.journalled import compare
from dsar.cases.models import Case, CaseEvent, Contact, Job
from dsar.erasures import operations as erasures
from dsar.fulfilment import operations as fulfilment
from dsar.fulfilment import tasks
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, address_of, approved, asked, case_worker, opened
from tests.factories.newsletter import EndedFactory
from tests.together import together
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")


class Killed(BaseException):
    """What ``kill -9`` looks like from inside: no handler of ours runs."""


def _approved(right: Right = Right.ACCESS) -> Job:
    return approved(case=opened(right), staff=case_worker(), now=NOW)


def _events(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))


@pytest.mark.law("X-18")
@pytest.mark.parametrize("right", [Right.ACCESS, Right.PORTABILITY, Right.INFORMATION])
def test_approved_file_is_made_and_told(right: Right) -> None:
    job = _approved(right)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    case = Case.objects.get()
    assert (case.state, case.closed_at) == (State.DONE, NOW)
    export = Export.objects.get(case=case)
    assert export.expires_at <= NOW + timedelta(days=7)
    assert not any(ADDRESS.encode() in bytes(piece.sealed) for piece in export.pieces.all())
    letter = sent_letters()[-1]
    assert letter.to == [ADDRESS]
    assert letter.attachments == []


def test_erasure_leaves_nothing_and_tells() -> None:
    asked(Right.HUMAN, message="ubekreftet")
    done = opened(Right.ACCESS)
    fulfilment.run(job_id=approved(case=done, staff=case_worker(), now=NOW).pk, now=NOW)
    job = approved(case=opened(Right.ERASURE), staff=case_worker("to"), now=NOW)
    sent_letters()
    assert fulfilment.run(job_id=job.pk, now=NOW)
    assert mail.outbox[-1].to == [ADDRESS]
    assert f"{says('Files made for you')}: 1" in mail.outbox[-1].body
    assert not Contact.objects.exists()
    assert not Export.objects.exists()
    assert not Case.objects.filter(state=State.UNVERIFIED).exists()
    assert ADDRESS not in _dump()


@pytest.mark.law("X-11")
def test_erasure_leaves_no_hash_of_the_address() -> None:
    MessageFactory.create(email=ADDRESS)
    EndedFactory.create(email=ADDRESS)
    job = _approved(Right.ERASURE)
    sent_letters()
    assert fulfilment.run(job_id=job.pk, now=NOW)
    sent_letters()
    left = _dump()
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, ADDRESS.encode()).digest()
        assert digest.hex() not in left, name
        assert base64.b64encode(digest).decode() not in left, name
    assert ADDRESS not in left


def _dump() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT row_to_json(one)::text FROM "{table}" AS one')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_address_stays_until_the_last_letter_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    job = _approved(Right.ERASURE)
    sent_letters()
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", _away)
    fulfilment.run(job_id=job.pk, now=NOW)
    assert Contact.objects.exists()
    monkeypatch.undo()
    sent_letters()
    tasks.tick()
    assert not Contact.objects.exists()


def _away(*_args: object, **_kwargs: object) -> int:
    raise ConnectionRefusedError


def test_another_open_request_keeps_its_address_until_it_is_answered() -> None:
    other = opened(Right.OBJECTION)
    fulfilment.run(job_id=_approved(Right.ERASURE).pk, now=NOW)
    sent_letters()
    erasures.forget_notified(now=NOW)
    assert list(Contact.objects.values_list("case_id", flat=True)) == [other.pk]
    deciding.answer(case=other, text="Vi har stoppet.", staff=case_worker("to"), now=NOW)
    assert erasures.forget_notified(now=NOW) == 0
    sent_letters()
    assert erasures.forget_notified(now=NOW) == 1
    assert not Contact.objects.exists()


def test_worker_killed_after_every_step_of_an_erasure_goes_on() -> None:
    job = _approved(Right.ERASURE)
    steps = []
    while True:
        steps.append(Job.objects.get().step)
        if not fulfilment.take_step(job_id=job.pk, now=NOW):
            break
    assert steps == [Step.PLAN, Step.CARRY_OUT, Step.CHECK, Step.TELL]
    assert _events(job.case).count("erased") == 1
    assert fulfilment.take_step(job_id=job.pk, now=NOW) is False
    assert Letter.objects.filter(kind="dsar.erased").count() == 1


@pytest.mark.parametrize("right", [Right.ACCESS, Right.ERASURE])
@pytest.mark.parametrize("kill_at", [1, 2, 3, 4])
def test_worker_killed_inside_a_step_does_it_again_once(
    right: Right, kill_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kill at the end of the n-th step, before its transaction commits."""
    job = _approved(right)
    calls = 0
    real = Job.save

    def save(self: Job, *args: Any, **kwargs: Any) -> None:
        nonlocal calls
        real(self, *args, **kwargs)
        if not kwargs:  # the save at the end of a step
            calls += 1
            if calls == kill_at:
                raise Killed

    monkeypatch.setattr(Job, "save", save)
    try:
        fulfilment.run(job_id=job.pk, now=NOW)
    except Killed:
        assert not Job.objects.due(NOW).exists()
    monkeypatch.undo()
    later = NOW + fulfilment.LEASE
    for waiting in Job.objects.due(later):
        fulfilment.run(job_id=waiting.pk, now=later)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    kind = "dsar.erased" if right == Right.ERASURE else "dsar.nothing"
    assert Letter.objects.filter(kind=kind).count() == 1
    assert len(_events(job.case)) == len(set(_events(job.case)))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_the_work_once() -> None:
    job = _approved(Right.ERASURE)

    def work() -> None:
        while fulfilment.take_step(job_id=job.pk, now=NOW):
            pass

    together(*[work] * 2)
    assert Job.objects.get().state == JobState.DONE
    assert Letter.objects.filter(kind="dsar.erased").count() == 1
    assert JournalEntry.objects.filter(event="dsar.erased", facts__contains=str(job.pk)).count() == 1


@pytest.mark.law("D-03")
def test_job_of_a_killed_worker_goes_on_within_seconds_and_later_each_time() -> None:
    job, waits, now = _approved(), [], NOW
    for _attempt in range(fulfilment.MOST_ATTEMPTS):
        assert fulfilment._claim(job.pk, now) is not None  # and then kill -9
        lease = Job.objects.get().lease_until
        assert lease is not None
        waits.append((lease - now).total_seconds())
        now = lease
    assert waits == [5, 10, 20, 40, 80, 160]
    assert fulfilment.run(job_id=job.pk, now=now) is False
    job.refresh_from_db()
    assert (job.state, job.last_error, job.ended_at) == (JobState.FAILED, "Killed", now)


def test_leased_job_is_left_alone() -> None:
    job = _approved()
    Job.objects.update(lease_until=NOW + timedelta(minutes=1))
    assert fulfilment.run(job_id=job.pk, now=NOW) is False
    assert Job.objects.get().attempts == 0


def test_tick_finds_what_no_nudge_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("celery.current_app.send_task", _away)
    _approved()
    tasks.tick()
    assert Job.objects.get().state == JobState.DONE


def test_broken_job_backs_off_is_given_up_and_can_be_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    job, now = _approved(), NOW
    monkeypatch.setattr(copies.archive, "write", _broken)
    for _attempt in range(fulfilment.MOST_ATTEMPTS):
        fulfilment.run(job_id=job.pk, now=now)
        now += timedelta(hours=2)
    job.refresh_from_db()
    assert (job.state, job.last_error, job.case.state) == (JobState.FAILED, "ValueError", State.WORKING)
    monkeypatch.undo()
    fulfilment.retry(case=job.case, now=now)
    assert fulfilment.run(job_id=job.pk, now=now)


@pytest.mark.parametrize("from_start", [True, False])
def test_given_up_erasure_goes_on_from_its_step_or_from_the_start(from_start: bool) -> None:
    job = _approved(Right.ERASURE)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, step="carry_out", attempts=6)
    retried = fulfilment.retry(case=job.case, now=NOW, from_start=from_start)
    assert (retried.step, retried.attempts) == ("plan" if from_start else "carry_out", 0)


def _broken(*_arguments: object, **_kwargs: object) -> None:
    msg = f"words with {ADDRESS} in them"
    raise ValueError(msg)


def test_kind_of_data_that_cannot_be_read_is_left_out_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """One source fails for good: the rest is handed out, and the file says what is missing and why."""
    MessageFactory.create(email=ADDRESS, text="lost for now")
    EndedFactory.create(email=ADDRESS)
    job, now, staff = _approved(), NOW, case_worker("leaves-out")
    real = tables.Copied.values

    def broken(self: tables.Copied, most: int | None = None) -> Any:
        if self.label == "contact.message":
            raise OSError
        return real(self, most)

    monkeypatch.setattr(tables.Copied, "values", broken)
    with pytest.raises(WrongState):
        fulfilment.leave_out(case=job.case, reason="Lageret svarer ikke", staff=staff, now=now)
    for _attempt in range(fulfilment.MOST_ATTEMPTS):
        fulfilment.run(job_id=job.pk, now=now)
        now += timedelta(hours=2)
    case = Case.objects.get(pk=job.case_id)
    job.refresh_from_db()
    assert (job.state, job.last_error, fulfilment.failed_source(case)) == (
        JobState.FAILED,
        "OSError",
        "contact.message",
    )
    with pytest.raises(ReasonsMissing):
        fulfilment.leave_out(case=case, reason=" ", staff=staff, now=now)
    fulfilment.leave_out(case=case, reason="Lageret svarer ikke", staff=staff, now=now)
    assert fulfilment.run(job_id=job.pk, now=now)
    content = b"".join(copies.content(Export.objects.get()))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        data = json.loads(file.read("data.json"))
        page = file.read("index.html").decode()
        assert json.loads(file.read("manifest.json"))["missing"] == data["missing"]
        assert "csv/contact.message.csv" not in file.namelist()
    assert [(one["table"], one["reason"]) for one in data["missing"]] == [("contact.message", "Lageret svarer ikke")]
    assert "contact.message" not in data["tables"]
    assert "newsletter.subscription" in data["tables"]
    assert "Lageret svarer ikke" in page
    assert case.events.filter(kind="left_out", staff=staff.pk).count() == 1
    assert list(compare()) == []


def test_given_up_job_can_be_taken_over_by_hand() -> None:
    job, staff = _approved(), case_worker("to")
    with pytest.raises(WrongState):
        fulfilment.stop(case=job.case, reason="Filen er for stor", staff=staff, now=NOW)
    Job.objects.update(state=JobState.FAILED)
    with pytest.raises(ReasonsMissing):
        fulfilment.stop(case=job.case, reason=" ", staff=staff, now=NOW)
    case = fulfilment.stop(case=job.case, reason="Filen er for stor", staff=staff, now=NOW)
    assert case.events.filter(note="Filen er for stor").exists()
    deciding.answer(case=case, text="Her er svaret.", staff=staff, now=NOW)
    assert Case.objects.get().state == State.DONE


def test_log_of_a_failure_holds_ids_only(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    job = _approved()
    monkeypatch.setattr(copies.archive, "write", _broken)
    fulfilment.run(job_id=job.pk, now=NOW)
    assert str(job.pk) in caplog.text
    assert ADDRESS not in caplog.text


def test_what_arrives_during_an_erasure_is_planned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    export_case = opened(Right.ACCESS)
    job = _approved(Right.ERASURE)
    fulfilment.take_step(job_id=job.pk, now=NOW)
    copies.make_file(job=Job(case=export_case, plan=seen.of_copy(export_case)), case=export_case, now=NOW)
    fulfilment.run(job_id=job.pk, now=NOW)
    assert not Export.objects.exists()
    erased = Job.objects.get(pk=job.pk).result["erased"]
    assert erased == {"dsar.export": 1, "dsar.exportpiece": 1, "dsar.exportkey": 1}


def test_task_takes_an_id_and_does_one_thing() -> None:
    job = _approved()
    run: Callable[[str], None] = tasks.run_job
    run(str(UUID(str(job.pk))))
    assert address_of(job.case) == ADDRESS
    assert Export.objects.count() == 1
