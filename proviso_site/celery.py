"""Background work. Ticks find work that no nudge announced; each may run twice at once without harm."""

import os

from celery import Celery
from celery.schedules import schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proviso_site.settings.development")

# Name of a task -> how often. Every task here is an idempotent tick without arguments.
SCHEDULE: dict[str, schedule] = {
    "proviso_site.heartbeat": schedule(5),
}

app = Celery("proviso")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {name: {"task": name, "schedule": when} for name, when in SCHEDULE.items()}
