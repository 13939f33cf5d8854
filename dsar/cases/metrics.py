"""Gauges of requests and their deadlines."""

from datetime import datetime

from django.db.models import Count, Min

from dsar.cases.enums import JobState
from dsar.cases.models import Case, Job
from privacy.law.deadlines import local_date
from privacy.metrics import gauge


@gauge("requests_open", "Confirmed requests that are not answered, by right.", label="right")
def requests_open(now: datetime) -> dict[str, float]:
    counts = Case.objects.unanswered().order_by().values("right").annotate(count=Count("pk"))
    return {row["right"]: row["count"] for row in counts}


@gauge("requests_days_left", "Days until the last lawful day of the request that is due first; negative when late.")
def days_left(now: datetime) -> float | None:
    first = Case.objects.unanswered().aggregate(first=Min("latest_on"))["first"]
    return (first - local_date(now)).days if first else None


@gauge("requests_overdue", "Requests whose last lawful day is over.")
def overdue(now: datetime) -> float:
    return Case.objects.unanswered().filter(latest_on__lt=local_date(now)).count()


@gauge("request_jobs", "Copies and erasures that are being worked on or were given up, by state.", label="state")
def jobs(now: datetime) -> dict[str, float]:
    counts = Job.objects.exclude(state=JobState.DONE).order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in counts}
