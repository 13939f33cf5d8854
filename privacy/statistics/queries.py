"""How often pages were read, as staff and others may see it: month by month, small cells hidden.

Each month is hidden for itself, and a longer time adds what its months show. So no two ranges, one subtracted from the
other, tell more than the months that they are made of.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Sum
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from privacy.statistics.enums import DeviceClass
from privacy.statistics.models import VisitCount
from privacy.statistics.small_cells import Published, publish


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One line of a table; ``share`` is its bar, in hundredths of the longest."""

    key: str
    label: str
    count: int
    is_partial: bool
    is_small: bool
    share: int

    @property
    def words(self) -> str:
        """Return the number as it may be told: ``12``, ``≥ 12``, ``< 5`` or that it is hidden."""
        if self.is_partial:
            return f"≥ {self.count}" if self.count else (self._below if self.is_small else _("hidden"))
        return str(self.count)

    @property
    def _below(self) -> str:
        return f"< {settings.SMALLEST_CELL}"


@dataclass(frozen=True, kw_only=True)
class VisitTable:
    """Visits by one thing."""

    key: str
    title: str
    lines: list[VisitLine]
    total: int | None


def visit_tables(first: date, last: date) -> list[VisitTable]:
    """Return visits by day, page, language and device in the whole months from ``first`` to ``last``."""
    titles = {
        "day": _("By day"),
        "page": _("By page"),
        "language": _("By language"),
        "device": _("By device"),
    }
    return [_table(key, title, first, last) for key, title in titles.items()]


def published_months(first: date, last: date, by: str, *, limit: int) -> dict[str, Published]:
    """Return what may be seen of each month (``2026-03``), by ``day``, ``page``, ``language`` or ``device``."""
    rows = VisitCount.objects.filter(day__gte=first.replace(day=1), day__lt=_month_after(last))
    cells: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    fields = ("day",) if by == "day" else ("day", by)
    for row in rows.order_by().values(*fields).annotate(visits=Sum("count")):
        value = row["day"].isoformat() if by == "day" else row[by]
        cells[f"{row['day']:%Y-%m}"][value] += row["visits"]
    return {month: publish(cells[month], limit=limit) for month in sorted(cells)}


def _table(by: str, title: str, first: date, last: date) -> VisitTable:
    published = published_months(first, last, by, limit=settings.SMALLEST_CELL)
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
        for value in sorted(counts, key=lambda one: (one if by == "day" else -counts[one], one))
    ]
    totals = [month.total for month in published.values()]
    total = None if None in totals else sum(one for one in totals if one is not None)
    return VisitTable(key=by, title=title, lines=lines, total=total)


def _label(by: str, value: str) -> str:
    if by == "day":
        return format_date(date.fromisoformat(value), "j. F Y")
    if by == "device":
        return str(DeviceClass(value).label)
    return (
        dict(settings.LANGUAGES).get(value, value) if by == "language" else str(settings.PAGE_TITLES.get(value, value))
    )


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
