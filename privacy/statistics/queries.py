"""Visits by month, with small numbers hidden."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Sum
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.law.deadlines import add_months
from privacy.statistics.enums import DeviceClass
from privacy.statistics.models import VisitCount
from privacy.statistics.small_cells import Published, publish


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """A line of a table; ``share`` is the length of its bar, in percent of the longest."""

    key: str
    label: str
    count: int
    is_partial: bool
    is_small: bool
    share: int

    @property
    def words(self) -> str:
        """Return the number as it may be shown: ``12``, ``≥ 12``, ``< 5`` or the word for hidden."""
        if not self.is_partial:
            return str(self.count)
        if self.count:
            return f"≥ {self.count}"
        return f"< {privacy_settings().smallest_cell}" if self.is_small else _("hidden")


@dataclass(frozen=True, kw_only=True)
class VisitTable:
    """Visits by day, page, language or device."""

    key: str
    title: str
    lines: list[VisitLine]
    total: int | None


def visit_tables(first: date, last: date) -> list[VisitTable]:
    """Return the tables by day, page, language and device for the whole months from ``first`` to ``last``."""
    titles = {
        "day": _("By day"),
        "page": _("By page"),
        "language": _("By language"),
        "device": _("By device"),
    }
    return [_table(key, title, first, last) for key, title in titles.items()]


def published_months(first: date, last: date, by: str, *, limit: int) -> dict[str, Published]:
    """Return the published cells of each month (``2026-03``), by ``day``, ``page``, ``language`` or ``device``."""
    rows = VisitCount.objects.filter(day__gte=first.replace(day=1), day__lt=add_months(last.replace(day=1), 1))
    cells: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    fields = ("day",) if by == "day" else ("day", by)
    for row in rows.order_by().values(*fields).annotate(visits=Sum("count")):
        value = row["day"].isoformat() if by == "day" else row[by]
        cells[f"{row['day']:%Y-%m}"][value] += row["visits"]
    return {month: publish(cells[month], limit=limit) for month in sorted(cells)}


def _table(by: str, title: str, first: date, last: date) -> VisitTable:
    # Cells are hidden month by month, and a longer range only adds the shown months: subtracting two ranges
    # therefore reveals nothing that the months do not show.
    published = published_months(first, last, by, limit=privacy_settings().smallest_cell)
    counts: dict[str, int] = defaultdict(int)
    partial: dict[str, bool] = {}
    for month in published.values():
        for value, count in month.shown.items():
            counts[value] += count
        for value in month.small | month.covering:
            counts[value] += 0
            partial[value] = partial.get(value, True) and value in month.small
    longest = max(counts.values(), default=0) or 1
    lines = [
        VisitLine(
            key=value,
            label=_label(by, value),
            count=counts[value],
            is_partial=value in partial,
            is_small=partial.get(value, False),
            share=round(100 * counts[value] / longest),
        )
        for value in sorted(counts, key=lambda value: (value if by == "day" else -counts[value], value))
    ]
    totals = [month.total for month in published.values()]
    total = None if None in totals else sum(month_total for month_total in totals if month_total is not None)
    return VisitTable(key=by, title=title, lines=lines, total=total)


def _label(by: str, value: str) -> str:
    if by == "day":
        return format_date(date.fromisoformat(value), "j. F Y")
    if by == "device":
        return str(DeviceClass(value).label)
    return (
        dict(settings.LANGUAGES).get(value, value)
        if by == "language"
        else str(privacy_settings().page_titles.get(value, value))
    )
