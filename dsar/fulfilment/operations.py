"""Carry out approved requests, each step in its own transaction, so that a worker may die at any line."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases import cooling_off, deciding
from dsar.cases.copies import operations as copies
from dsar.cases.copies.errors import NotSeen, RedactionLost
from dsar.cases.enums import EventKind, JobKind, JobState, State, Step
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.jobs import RUN_JOB
from dsar.cases.models import Case, Job
from dsar.erasures import on_hold
from dsar.erasures import operations as erasures
from dsar.erasures.errors import PlanChanged
from dsar.fulfilment.telling import tell_erased
from dsar.people.errors import SourceFailed
from privacy import jobs
from privacy.journal import operations as journal

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=5)  # doubled at each attempt, so that a job that kills its worker leaves others time
MOST_ATTEMPTS = 6
_PATIENCE = timedelta(minutes=1)

Do = Callable[..., Step | None]
STEPS: Mapping[JobKind, Mapping[Step, Do]] = {
    JobKind.EXPORT: {Step.PLAN: copies.make_file, Step.TELL: copies.tell},
    JobKind.ERASURE: {
        Step.PLAN: erasures.plan,
        Step.CARRY_OUT: erasures.carry_out,
        Step.CHECK: erasures.check,
        Step.TELL: tell_erased,
    },
}


def run(*, job_id: UUID, now: datetime) -> bool:
    """Claim a due job and take all its steps; return whether it is done."""
    # The lease only saves a second worker the effort, and ends soon after a worker was killed. The row locks in
    # ``take_step``, which reads the next step again, keep a step from running twice, however long it takes.
    job = _claim(job_id, now)
    if job is None:
        return False
    try:
        while take_step(job_id=job_id, now=now):
            pass
    except (PlanChanged, NotSeen):
        cooling_off.reopen(job=job, now=now)
        return False
    except Exception as error:  # noqa: BLE001 - after any error the row must record it and be tried again
        _postpone(job, error, now)
        return False
    if job.kind == JobKind.ERASURE:
        erasures.send_last_letter(case_id=job.case_id, now=now)
    return True


def take_step(*, job_id: UUID, now: datetime) -> bool:
    """Take a step and commit it together with the move to the next; return whether there is another."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(jobs=job_id)
        job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
        if job.state != JobState.DUE:
            return False
        following = STEPS[JobKind(job.kind)][Step(job.step)](job=job, case=case, now=now)
        if following is None:
            job.state, job.ended_at = (JobState.WAITING, None) if on_hold.is_needed(job) else (JobState.DONE, now)
            job.lease_until = None
        else:
            job.step = following
        job.last_error = ""
        job.save()
        if job.state == JobState.WAITING:
            on_hold.keep_waiting(job=job, now=now)
    return following is not None


def retry(*, case: Case, now: datetime, from_start: bool = False) -> Job:
    """Restart a failed job at the step where it stopped, or from the start. Raises ``WrongState`` if there is none."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        job = Job.objects.filter(case=case, state=JobState.FAILED).last()
        if job is None or case.state != State.WORKING:
            raise WrongState
        job.state, job.attempts, job.lease_until, job.ended_at = JobState.DUE, 0, None, None
        if from_start:
            # Steps may be taken again: what is deleted is not found any more, and a file replaces the one before.
            job.step = Step.PLAN
        job.save()
        jobs.nudge(RUN_JOB, job.pk)
        facts: journal.Facts = {"case": case.pk, "job": job.pk, "step": job.step}
        journal.append(stream="dsar", event="dsar.retried", facts=facts, now=now)
    return job


def leave_out(*, case: Case, reason: str, staff: User, now: datetime) -> Job:
    """Go on with a failed copy without the one kind of data that could not be read, and say so in the file.

    Raises ``ReasonsMissing``, and ``WrongState`` if no copy failed at one kind of data.
    """
    if not reason.strip():
        raise ReasonsMissing
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        job = Job.objects.filter(case=case, state=JobState.FAILED).last()
        label = failed_source(case)
        if job is None or not label:
            raise WrongState
        missing = {**job.result.get("left_out", {}), label: reason.strip()}
        Job.objects.filter(pk=job.pk).update(result=job.result | {"left_out": missing})
        deciding.note_event(case=case, kind=EventKind.LEFT_OUT, now=now, staff=staff)
        facts: journal.Facts = {"case": case.pk, "job": job.pk, "model": label, "staff": staff.pk}
        journal.append(stream="dsar", event="dsar.left_out", facts=facts, now=now)
        return retry(case=case, now=now)


def failed_source(case: Case) -> str:
    """Return the label of the kind of data at which the copy of a request failed; empty if there is none."""
    job = Job.objects.filter(case=case, kind=JobKind.EXPORT, state=JobState.FAILED).last()
    is_there = job is not None and case.state == State.WORKING
    return str(job.result.get("failed_at", "")) if is_there and job is not None else ""


def stop(*, case: Case, reason: str, staff: User, now: datetime) -> Case:
    """Give up the job of a request for a reason, to answer it by hand; the person need not ask again.

    Raises ``ReasonsMissing``, and ``WrongState`` while the job may still run.
    """
    if not reason.strip():
        raise ReasonsMissing
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.state != State.WORKING or Job.objects.filter(case=case, state=JobState.DUE).exists():
            raise WrongState
        case.become(State.OPEN)
        case.save(update_fields=["state"])
        deciding.note_event(case=case, kind=EventKind.STOPPED, now=now, staff=staff)
        deciding.add_note(case=case, text=reason, staff=staff, now=now)
        journal.append(stream="dsar", event="dsar.stopped", facts={"case": case.pk, "staff": staff.pk}, now=now)
    return case


def _claim(job_id: UUID, now: datetime) -> Job | None:
    with transaction.atomic():
        job = Job.objects.due(now).select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            # An error in the last attempt would have ended the job: its process was killed.
            job.state, job.last_error, job.lease_until, job.ended_at = JobState.FAILED, "Killed", None, now
            job.save(update_fields=["state", "last_error", "lease_until", "ended_at"])
            return None
        job.lease_until = now + LEASE * 2**job.attempts
        job.attempts += 1
        job.save(update_fields=["attempts", "lease_until"])
    return job


def _postpone(job: Job, error: Exception, now: datetime) -> None:
    """Record the error and schedule the next attempt, or give up after the last."""
    # Only the class of the error: its message may contain a person's data.
    logger.warning("job %s stopped, attempt %s: %s", job.pk, job.attempts, type(error).__name__)
    # What is to be left out is staff's to look at again, and nothing is handed out before.
    is_given_up = job.attempts >= MOST_ATTEMPTS or isinstance(error, RedactionLost)
    source = error.label if isinstance(error, SourceFailed) else ""
    cause = error.__cause__ if source and error.__cause__ is not None else error
    result = Job.objects.values_list("result", flat=True).get(pk=job.pk)
    Job.objects.filter(pk=job.pk, state=JobState.DUE).update(
        last_error=type(cause).__name__,
        result={**result, "failed_at": source} if source else {k: v for k, v in result.items() if k != "failed_at"},
        lease_until=None if is_given_up else now + _PATIENCE * 2 ** (job.attempts - 1),
        state=JobState.FAILED if is_given_up else JobState.DUE,
        ended_at=now if is_given_up else None,
    )
