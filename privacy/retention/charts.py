"""Chart of what will be deleted: the rows that end in the weeks and months ahead."""

from datetime import datetime

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from privacy.law.deadlines import PLACE
from privacy.retention.forecast import ForecastSpan, make_forecast
from privacy.staff.charts import Chart, Series, staff_chart


@staff_chart(order=30, permission="privacy.view_retentionrule")
def deletions_ahead(now: datetime) -> Chart:
    """Return how many rows go in each span of the forecast."""
    bars = make_forecast(now).bars
    return Chart(
        title=_("What will be deleted"),
        heading=_("Until"),
        columns=tuple(_label(span) for span, _total, _percent in bars),
        series=(Series(name=_("rows"), values=tuple(total for _span, total, _percent in bars)),),
        note=_("Four weeks, then months, under the rules as they are."),
        url=reverse("admin:privacy_retentionrun_changelist"),
    )


def _label(span: ForecastSpan) -> str:
    return format_date(span.end.astimezone(PLACE), "j.n.") if span.begin else _("due")
