"""The time between the approval of an erasure and its beginning, in which it can be called off."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases import opening
from dsar.cases.enums import EventKind, JobKind, JobState, Right, State, Step
from dsar.cases.errors import WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, CaseEvent, Contact, Job
from dsar.cases.whose import addresses_of
from dsar.conf import dsar_settings
from dsar.people import personal_rows
from privacy.journal import operations as journal
from privacy.law.deadlines import PLACE

# On the last lawful day the erasure begins at noon, so that the rest of the day is left if something goes wrong.
_LAST_START = time(12)


def start_of(case: Case, now: datetime) -> datetime:
    """Return when an erasure that is approved at ``now`` begins: after the cooling-off, but within the deadline.

    The wait is not repeated when an approval is asked for again because something new came in.
    """
    return max(now, min(_wished(case, now), _last_start(case)))


def start_of_copy(case: Case, now: datetime) -> datetime:
    """Return when a copy that is approved at ``now`` is made: at once, unless the address is too new (``opening``)."""
    return max(now, min(opening.waits_until(case) or now, _last_start(case)))


def _last_start(case: Case) -> datetime:
    return datetime.combine(case.latest_on, _LAST_START, tzinfo=PLACE)


def is_shortened(case: Case, start: datetime, now: datetime) -> bool:
    """Tell whether the deadline leaves less time than the setting gives, for an erasure that begins at ``start``."""
    # Unless it begins at the last moment, it begins when it was wished for, and nothing need be asked.
    return start == max(now, _last_start(case)) and start < _wished(case, now)


def _wished(case: Case, now: datetime) -> datetime:
    settled = opening.waits_until(case) or now
    if case.events.filter(kind=EventKind.CHANGED).exists():
        return settled
    return max(settled, now + timedelta(hours=dsar_settings().cooling_off_hours))


def waiting_job(case: Case) -> Job | None:
    """Return the erasure that was approved after a wait and has deleted nothing yet; None if there is none."""
    waiting = Job.objects.filter(case=case, kind=JobKind.ERASURE, state=JobState.DUE, step=Step.PLAN)
    return waiting.filter(starts_at__isnull=False).first()


def cancel_job(*, case: Case, now: datetime) -> Job:
    """Cancel the erasure of a request that the caller has locked. Raises ``WrongState`` once it has begun."""
    # A worker takes every step under a lock on the request, so none is under way.
    job = waiting_job(case)
    if job is None:
        raise WrongState
    job.state, job.lease_until, job.ended_at = JobState.CANCELLED, None, now
    job.save(update_fields=["state", "lease_until", "ended_at"])
    return job


def call_off(*, case: Case, staff: User, now: datetime) -> Case:
    """Take an approval back before anything is erased; the request is open again. Raises ``WrongState``."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        job = cancel_job(case=case, now=now)
        case.become(State.OPEN)
        case.save(update_fields=["state"])
        release_use(case)
        CaseEvent.objects.create(case=case, kind=EventKind.CALLED_OFF, at=now, staff=staff.pk)
        facts: journal.Facts = {"case": case.pk, "job": job.pk, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.called_off", facts=facts, now=now)
    return case


def reopen(*, job: Job, now: datetime) -> None:
    """Ask staff to approve again, because the data is no longer what they saw; a use that was ended stays ended."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=job.case_id)
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state != JobState.DUE or case.state != State.WORKING:
            return
        job.state, job.lease_until, job.ended_at = JobState.CANCELLED, None, now
        job.save(update_fields=["state", "lease_until", "ended_at"])
        case.become(State.OPEN)
        case.save(update_fields=["state"])
        CaseEvent.objects.create(case=case, kind=EventKind.CHANGED, at=now)
        journal.append(stream=STREAM, event="dsar.changed", facts={"case": case.pk, "job": job.pk}, now=now)


def end_use(*, case: Case, now: datetime) -> None:
    """Stop using the person's rows while the erasure waits (GDPR Art. 18(1), LAW D-26)."""
    address = addresses_of(Contact.objects.get(case=case))
    for group in personal_rows.owned_by_model(address):
        if group.data.restrict is not None:
            group.data.restrict(group.rows, now)


def release_use(case: Case, further: Iterable[datetime] = ()) -> None:
    """Use the rows again that were restricted when an erasure was approved, or at ``further`` times.

    What was ended for good stays ended.
    """
    contact = Contact.objects.filter(case=case).first()
    if case.right != Right.ERASURE or contact is None:
        return
    times = [*case.events.filter(kind=EventKind.APPROVED).values_list("at", flat=True), *further]
    for group in personal_rows.owned_by_model(addresses_of(contact)):
        if times and group.data.release is not None:
            group.data.release(group.rows, times)
