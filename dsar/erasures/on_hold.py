"""Resume erasures when the legal hold that delayed them ends, row by row (LAW D-37)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from dsar.cases.enums import JobState
from dsar.cases.models import Case, Job
from dsar.erasures import operations as erasures
from dsar.erasures import queries, shares
from dsar.erasures.queries import MaskedLine, Plan
from dsar.people import personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.inventory import declarations
from privacy.retention import holds
from privacy.retention.removal.enums import Stay
from privacy.retention.removal.queries import Clearing, Removal, RemovalPlan
from privacy.retention.rows_on_hold import keys_on_hold


def resume(*, now: datetime) -> int:
    """Delete the rows whose hold has ended, for each waiting erasure; return how many erasures are now done."""
    waiting = Job.objects.waiting().values_list("pk", flat=True)
    return sum(_resume(job_id, now) for job_id in list(waiting))


def is_needed(job: Job) -> bool:
    """Tell whether something of an erasure waits for a hold, or for a row that is kept, to end."""
    return bool(job.plan or job.result.get("masks_on_hold"))


@transaction.atomic
def _resume(job_id: UUID, now: datetime) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(jobs=job_id)
    job = Job.objects.waiting().select_for_update(of=("self",), skip_locked=True).filter(pk=job_id).first()
    if job is None:
        return False
    removal, kept = _without_held(job.plan, now)
    masks, held_masks = _masks_without_held(job.result.get("masks_on_hold", []), now)
    removal = RemovalPlan(deletes=removal.deletes, clears=[*masks, *removal.clears], stays=removal.stays)
    if removal.deletes or removal.clears:
        erasures.erase(job=job, case=case, removal=removal, now=now)
    if kept != job.plan or masks:
        job.plan, job.result = kept, job.result | {"masks_on_hold": held_masks}
        if not job.plan and not held_masks:
            job.state, job.ended_at = JobState.DONE, now
        job.save(update_fields=["plan", "result", "state", "ended_at"])
    keep_waiting(job=job, now=now)
    return job.state == JobState.DONE


def _without_held(plan: Plan, now: datetime) -> tuple[RemovalPlan, Plan]:
    """Return what of a plan can go now, and what waits on."""
    free: dict[type[Model], list[Any]] = {}
    for group in _planned(plan):
        keys = list(group.rows.values_list("pk", flat=True))
        held = keys_on_hold(group.data, keys, now)
        free[group.data.model] = [key for key in keys if key not in held]
    removal = Removal(seeds=free, held=lambda data, keys: keys_on_hold(data, keys, now)).plan()
    removal.clears.extend(shares.stubs(free, removal))
    goes = queries.as_ids(removal.deletes)
    stays = {(model._meta.label_lower, str(key)): why for (model, key), (why, _by) in removal.stays.items()}
    there = {group.label: {str(key) for key in group.rows.values_list("pk", flat=True)} for group in _planned(plan)}
    waits = {
        label: [
            key
            for key in ids
            if key in there[label]
            and key not in goes.get(label, ())
            and stays.get((label, key), Stay.HELD) in (Stay.HELD, Stay.KEPT)
        ]
        for label, ids in plan.items()
    }
    return removal, {label: ids for label, ids in waits.items() if ids}


def _masks_without_held(lines: Iterable[MaskedLine], now: datetime) -> tuple[list[Clearing], list[MaskedLine]]:
    free, waits = list[Clearing](), list[Clearing]()
    for line in lines:
        model = apps.get_model(line["model"])
        keys = list(model._base_manager.filter(pk__in=line["rows"]).values_list("pk", flat=True))
        held = keys_on_hold(declarations.personal_data(model), keys, now)
        for target, some in ((free, [key for key in keys if key not in held]), (waits, list(held))):
            if some:
                of = tuple(line.get("of", ()))
                target.append(Clearing(model=model, fields=tuple(line["fields"]), keys=some, of=of))
    return free, queries.as_waiting_lines(waits)


def keep_waiting(*, job: Job, now: datetime) -> None:
    """Let the holds that an erasure waits for keep the job and its request too."""
    # The retention period of the job or the request may end before the hold does.
    waits: Plan = {label: list(ids) for label, ids in job.plan.items()}
    for line in job.result.get("masks_on_hold", []):
        waits.setdefault(line["model"], []).extend(line["rows"])
    if waits and not personal_rows.is_on_hold(job, now):
        for hold in personal_rows.holds_on(_planned(waits), now):
            holds.hold_another_row(hold=hold, row=job)


def _planned(plan: Plan) -> list[PersonalRows]:
    models = {apps.get_model(label): ids for label, ids in plan.items()}
    return [
        PersonalRows(data=declarations.personal_data(model), rows=model._base_manager.filter(pk__in=ids))
        for model, ids in models.items()
    ]
