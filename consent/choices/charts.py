"""Chart of acceptance: how many of those who answered said yes, by month and category."""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from consent.choices.models import ChoiceCount
from consent.services.enums import OPTIONAL
from privacy.law.deadlines import local_date
from privacy.staff.charts import Chart, Series, month_label, months_until, staff_chart


@staff_chart(order=20, permission="consent.view_choicecount")
def acceptance_by_month(now: datetime) -> Chart:
    """Return the share of yes in each of the last twelve months, for every optional category."""
    months = months_until(local_date(now))
    rows = ChoiceCount.objects.filter(day__gte=months[0]).annotate(month=TruncMonth("day")).order_by()
    asked, yes = defaultdict[date, int](int), defaultdict[tuple[date, str], int](int)
    for row in rows.values("month", "granted").annotate(answers=Sum("count")):
        asked[row["month"]] += row["answers"]
        for category in row["granted"].split(","):
            yes[row["month"], category] += row["answers"]
    return Chart(
        title=_("Yes to cookies by month"),
        heading=_("Month"),
        columns=tuple(month_label(month) for month in months),
        series=tuple(
            Series(
                name=str(category.label),
                values=tuple(round(100 * yes[month, category] / (asked[month] or 1)) for month in months),
            )
            for category in OPTIONAL
        ),
        note=_("Of those who answered, in percent."),
        unit=" %",
        is_stacked=False,
        url=reverse("admin:consent_choicecount_changelist"),
    )
