"""Erasures that a legal hold held back: they go on by themselves when it ends (LAW D-37)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsar.cases.enums import JobState
from dsar.cases.models import Case, Job
from dsar.erasures import operations as erasing
from dsar.people import personal_rows as held
from dsar.people.personal_rows import Held
from privacy.inventory import declarations
from privacy.retention import holds


def resume(*, now: datetime) -> int:
    """Delete what no hold keeps any longer, for each erasure that waits for it; return how many are done now."""
    waiting = Job.objects.waiting().values_list("pk", flat=True)
    return sum(_go_on(job_id, now) for job_id in list(waiting))


@transaction.atomic
def _go_on(job_id: UUID, now: datetime) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(jobs=job_id)
    job = Job.objects.waiting().select_for_update(of=("self",), skip_locked=True).filter(pk=job_id).first()
    if job is None:
        return False
    rows = _planned(job.plan)
    still = {one.label: [str(pk) for pk in _on_hold(one, now)] for one in rows}
    free = {label: [pk for pk in ids if pk not in still[label]] for label, ids in job.plan.items()}
    free = {label: ids for label, ids in free.items() if ids}
    if free:
        job.plan, waits = free, {label: ids for label, ids in still.items() if ids}
        erasing.erase_planned(job=job, case=case, now=now)
        job.plan = waits
        if not waits:
            job.state, job.ended_at = JobState.DONE, now
        job.save(update_fields=["plan", "result", "state", "ended_at"])
    keep_waiting(job=job, now=now)
    return job.state == JobState.DONE


def keep_waiting(*, job: Job, now: datetime) -> None:
    """Let the holds that an erasure waits for keep the job and its request as well: their own time may end before."""
    if job.plan and not held.is_on_hold(job, now):
        for hold in held.keeping(_planned(job.plan), now):
            holds.hold_another_row(hold=hold, row=job)


def _planned(plan: erasing.Plan) -> list[Held]:
    by_label = {data.model._meta.label_lower: data for data in declarations.all_personal()}
    return [
        Held(data=by_label[label], rows=by_label[label].model._base_manager.filter(pk__in=ids))
        for label, ids in plan.items()
    ]


def _on_hold(one: Held, now: datetime) -> Iterable[object]:
    return held.rows_on_hold(one, now).values_list("pk", flat=True)
