"""Charts of requests: how many came, and whether they were answered in time."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from dsar.cases.enums import UNANSWERED, Right, State
from dsar.cases.models import Case
from privacy.law.deadlines import PLACE, end_of, local_date
from privacy.staff.charts import Chart, Series, month_label, months_until, staff_chart

_ANSWERED = (State.DONE, State.REFUSED, State.WITHDRAWN)


@staff_chart(order=10, permission="dsar.view_case")
def requests_by_month(now: datetime) -> Chart:
    """Return the requests of the last twelve months, by the month in which they came."""
    months = months_until(local_date(now))
    counts = _counted(_confirmed(now).annotate(month=TruncMonth("received_at", tzinfo=PLACE)), by="month")
    by_month = {row["month"].date(): row for row in counts}
    return Chart(
        title=_("Requests by month"),
        heading=_("Month"),
        columns=tuple(month_label(month) for month in months),
        series=_outcomes(by_month.get(month, {}) for month in months),
        note=_("By the month in which they came. Requests that nobody confirmed are not counted."),
        url=reverse("admin:dsar_case_changelist"),
    )


@staff_chart(order=11, permission="dsar.view_case")
def requests_by_right(now: datetime) -> Chart:
    """Return the requests of the last twelve months, by the right that was used."""
    counts = {row["right"]: row for row in _counted(_confirmed(now), by="right")}
    rights = [right for right in Right if right in counts]
    return Chart(
        title=_("Requests by right"),
        heading=_("Right"),
        columns=tuple(str(right.label) for right in rights),
        series=_outcomes(counts[right] for right in rights),
        note=_("The last twelve months."),
        url=reverse("admin:dsar_case_changelist"),
        is_lying=True,
    )


def _confirmed(now: datetime) -> QuerySet[Case]:
    first = months_until(local_date(now))[0]
    received = Case.objects.filter(received_at__gte=end_of(first) - timedelta(days=1), received_at__lte=now)
    return received.filter(state__in=(*_ANSWERED, *UNANSWERED))


def _counted(rows: QuerySet[Case], *, by: str) -> Iterable[dict[str, Any]]:
    is_answered = Q(state__in=_ANSWERED)
    closed_on = TruncDate("closed_at", tzinfo=PLACE)
    return (
        rows.order_by()
        .values(by)
        .annotate(
            in_time=Count("pk", filter=is_answered & Q(latest_on__gte=closed_on)),
            late=Count("pk", filter=is_answered & Q(latest_on__lt=closed_on)),
            open=Count("pk", filter=Q(state__in=UNANSWERED)),
        )
    )


def _outcomes(counts: Iterable[Mapping[str, int]]) -> tuple[Series, ...]:
    rows = list(counts)
    names = {"in_time": _("answered in time"), "open": _("not answered yet"), "late": _("answered late")}
    return tuple(
        Series(name=name, values=tuple(row.get(key, 0) for row in rows), is_bad=key == "late")
        for key, name in names.items()
    )
