"""The Celery app and its schedule."""

import logging
import logging.config
import os
from typing import Any

from celery import Celery, Task
from celery.schedules import BaseSchedule, crontab, schedule
from celery.signals import setup_logging, worker_ready
from django.conf import settings

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proviso_site.settings.development")

# Task names and intervals. Every task here takes no arguments, finds the work whose own task was never enqueued or was
# lost, and may run twice at once.
SCHEDULE: dict[str, BaseSchedule] = {
    "proviso_site.heartbeat": schedule(5),
    "proviso_site.end_logs": crontab(minute="3-59/10"),
    "proviso_site.back_up_when_due": crontab(minute=13),
    "proviso_site.drill_when_due": crontab(minute=43),
    "proviso_site.clear_interrupted_backups": schedule(60),
    "proviso_site.watch_backups": crontab(minute=53),
    "privacy.close_interrupted_runs": schedule(15),
    "privacy.carry_out_staff_runs": schedule(5),
    "privacy.send_due_letters": schedule(5),
    "privacy.post_announcements": schedule(60),
    "privacy.fetch_mails": schedule(60),
    "privacy.read_waiting_mails": schedule(15),
    "privacy.tell_staff": schedule(60),
    "privacy.watch_limits": schedule(60),
    "privacy.run_retention": crontab(minute=7),
    "privacy.end_visits": crontab(minute=23, hour=4),
    "privacy.watch_breaches": schedule(60),
    "privacy.check_promises": crontab(minute=37, hour=3),
    "privacy.copy_ledger": schedule(5),
    "privacy.read_lists": crontab(minute=17, hour=3, day_of_week=1),
    "privacy.review_transfers": crontab(minute="*/5"),
    "privacy.sign_journal": crontab(minute="*/10"),
    "privacy.verify_journal": crontab(minute=47, hour=2),
    "consent.seal": schedule(5),
    "consent.derive_interests": crontab(minute=11, hour=4),
    "consent.audit_when_due": schedule(60),
    "consent.end_sightings": crontab(minute=29, hour=4),
    "consent.forget_ended": crontab(minute=31, hour=4),
    "newsletter.resume_issues": schedule(5),
    "privacy.deliver_notices": schedule(5),
    "newsletter.process_events": schedule(15),
    "newsletter.compare_provider": crontab(minute=11, hour=2),
    "contact.remind_of_ends": crontab(minute=17, hour="7-19"),
    "dsar.tick": schedule(5),
}

# These process no personal data and show that the worker is alive.
_ALWAYS = {"proviso_site.heartbeat"}


class WaitingTask(Task):
    """A task that does nothing on a restored database until ``replay_erasures`` has succeeded.

    Nothing is lost: all work is recorded in rows, which the scheduled tasks find later.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from privacy.erasure import restore_guard  # noqa: PLC0415 - this module is imported before the settings

        if self.name in _ALWAYS or restore_guard.is_open():
            return super().__call__(*args, **kwargs)
        logger.warning("%s waits: the database was restored, or the ledger is away", self.name)
        return None


app = Celery("proviso", task_cls=WaitingTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# What nobody worked on for an hour comes again by itself.
app.conf.beat_schedule = {
    name: {"task": name, "schedule": when, "options": {"expires": 3600}} for name, when in SCHEDULE.items()
}


@setup_logging.connect
def _log_as_the_site(**_: object) -> None:
    """Keep Celery from setting handlers of its own, whose lines would hold whatever an error quotes."""
    logging.config.dictConfig(settings.LOGGING)


@worker_ready.connect
def _beat_once(**_: object) -> None:
    """Send the heartbeat at once, so that readiness does not wait for the first beat."""
    app.send_task("proviso_site.heartbeat")
    # Logs may have expired while the site was stopped.
    app.send_task("proviso_site.end_logs")
