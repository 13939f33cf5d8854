"""Resume erasures when the legal hold that delayed them ends (LAW D-37)."""

from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import transaction

from dsar.cases.enums import JobState
from dsar.cases.models import Case, Job
from dsar.erasures import operations as erasures
from dsar.erasures.queries import Plan
from dsar.people import personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.inventory import declarations
from privacy.retention import holds


def resume(*, now: datetime) -> int:
    """Delete the rows whose hold has ended, for each waiting erasure; return how many erasures are now done."""
    waiting = Job.objects.waiting().values_list("pk", flat=True)
    return sum(_resume(job_id, now) for job_id in list(waiting))


@transaction.atomic
def _resume(job_id: UUID, now: datetime) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(jobs=job_id)
    job = Job.objects.waiting().select_for_update(of=("self",), skip_locked=True).filter(pk=job_id).first()
    if job is None:
        return False
    kept = {
        group.label: [str(pk) for pk in personal_rows.rows_on_hold(group, now).values_list("pk", flat=True)]
        for group in _planned(job.plan)
    }
    free = {label: [pk for pk in ids if pk not in kept[label]] for label, ids in job.plan.items()}
    free = {label: ids for label, ids in free.items() if ids}
    if free:
        job.plan = free
        erasures.erase_planned(job=job, case=case, now=now)
        job.plan = {label: ids for label, ids in kept.items() if ids}
        if not job.plan:
            job.state, job.ended_at = JobState.DONE, now
        job.save(update_fields=["plan", "result", "state", "ended_at"])
    keep_waiting(job=job, now=now)
    return job.state == JobState.DONE


def keep_waiting(*, job: Job, now: datetime) -> None:
    """Let the holds that an erasure waits for keep the job and its request too."""
    # The retention period of the job or the request may end before the hold does.
    if job.plan and not personal_rows.is_on_hold(job, now):
        for hold in personal_rows.holds_on(_planned(job.plan), now):
            holds.hold_another_row(hold=hold, row=job)


def _planned(plan: Plan) -> list[PersonalRows]:
    models = {apps.get_model(label): ids for label, ids in plan.items()}
    return [
        PersonalRows(data=declarations.personal_data(model), rows=model._base_manager.filter(pk__in=ids))
        for model, ids in models.items()
    ]
