"""Background tasks of backups."""

from celery import shared_task
from django.utils import timezone

from proviso_site.backup import leftovers, schedule

# Acknowledged at once: a backup may take longer than the broker waits before it gives a task to another worker.
_LONG = {"acks_late": False, "soft_time_limit": 7200, "time_limit": 7300, "ignore_result": True}


@shared_task(name="proviso_site.back_up_when_due", **_LONG)
def back_up_when_due() -> None:
    """Make a backup if the last is a day old."""
    schedule.back_up_when_due(now=timezone.now())


@shared_task(name="proviso_site.drill_when_due", **_LONG)
def drill_when_due() -> None:
    """Restore the newest backup on trial if the last drill is a week old."""
    schedule.drill_when_due(now=timezone.now())


@shared_task(name="proviso_site.clear_interrupted_backups", ignore_result=True)
def clear_interrupted_backups() -> None:
    """Delete what killed backups and drills left behind."""
    leftovers.clear(now=timezone.now())


@shared_task(name="proviso_site.watch_backups", ignore_result=True)
def watch_backups() -> None:
    """Tell staff when the last good backup or drill is too old."""
    schedule.watch(now=timezone.now())
