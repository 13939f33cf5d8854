"""Which audit a worker does next: the one that staff asked for, else the weekly one."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from consent.audit.enums import Outcome
from consent.audit.errors import AuditUnderWay
from consent.audit.models import AuditRun

EVERY = timedelta(days=7)
_AGAIN_AFTER_FAILURE = timedelta(days=1)
_LONGEST = timedelta(hours=2)  # an unfinished run that is older was interrupted
_SILENT = timedelta(minutes=3)  # one that showed no progress for so long was interrupted too
_LOCK = 730107  # any number that no other advisory lock of the database has


@transaction.atomic
def ask(*, site: str, now: datetime) -> AuditRun:
    """Return a new run that waits for a worker. Raises ``AuditUnderWay`` if one waits or runs."""
    _lock()
    _end_interrupted(site, now)
    if AuditRun.objects.of_site(site).filter(outcome__in=(Outcome.WAITING, Outcome.RUNNING)).exists():
        raise AuditUnderWay
    return AuditRun.objects.create(site=site, started_at=now, outcome=Outcome.WAITING)


@transaction.atomic
def claim(*, site: str, is_weekly: bool, now: datetime) -> AuditRun | None:
    """Return the run of a site that a worker has to do now, or None: what staff asked for, or what is due."""
    _lock()
    was_interrupted = _end_interrupted(site, now)
    runs = AuditRun.objects.of_site(site).newest_first()
    if runs.filter(outcome=Outcome.RUNNING).exists():
        return None
    if run := runs.waiting().last():
        run.outcome, run.started_at = Outcome.RUNNING, now
        run.save(update_fields=["outcome", "started_at"])
        return run
    last = runs.first()
    waits = dict.fromkeys((Outcome.FAILED, Outcome.NOTHING), _AGAIN_AFTER_FAILURE)
    is_early = last is not None and now - last.started_at < waits.get(Outcome(last.outcome), EVERY)
    if not is_weekly or (is_early and not was_interrupted):
        return None
    return AuditRun.objects.create(site=site, started_at=now)


def note_progress(*, run: AuditRun, visits: int, planned: int, now: datetime) -> None:
    """Store how far a run is, and that it is still under way."""
    AuditRun.objects.filter(pk=run.pk).update(visit_count=visits, planned_count=planned, progressed_at=now)


def _lock() -> None:
    # Two workers must not both start the audit that is due.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _end_interrupted(site: str, now: datetime) -> bool:
    """End the runs whose worker is gone; tell whether there was one."""
    was_interrupted = False
    for run in AuditRun.objects.of_site(site).filter(outcome=Outcome.RUNNING):
        is_silent = run.progressed_at is not None and now - run.progressed_at >= _SILENT
        if is_silent or now - run.started_at >= _LONGEST:
            AuditRun.objects.filter(pk=run.pk).update(outcome=Outcome.FAILED, finished_at=now)
            was_interrupted = True
    return was_interrupted
