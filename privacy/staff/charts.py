"""Charts of the administration: columns by month, week or kind, drawn as SVG, each with its numbers in a table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateformat import format as format_date

from privacy.law.deadlines import add_months
from privacy.registry import Registry, dotted_name

_HEIGHT = 200  # pixels
_ROW, _WORDS = 48, 22  # pixels of a lying column with its words, and of the words
_GAP = 0.25  # of a column's place
_STEPS = (10, 20, 25, 50, 100)  # tenths of a power of ten at which an axis may end


@dataclass(frozen=True, kw_only=True)
class Series:
    """The numbers of one kind, one for each column."""

    name: str
    values: tuple[int, ...]
    is_bad: bool = False


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle: ``x`` and ``width`` in percent, ``y`` and ``height`` in pixels; ``number`` is that of its series."""

    x: float
    y: float
    width: float
    height: float
    series: Series
    number: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A word of an axis and where it stands."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Numbers by column. Series that are parts of a whole are stacked, others stand beside each other.

    ``is_lying``: the columns lie, each below its own words; for words that are too long to stand side by side.
    """

    title: str
    heading: str
    columns: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""
    url: str = ""
    unit: str = ""
    is_stacked: bool = True
    is_lying: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)

    @property
    def height(self) -> int:
        """Return the height of the columns, in pixels."""
        return _ROW * len(self.columns) if self.is_lying else _HEIGHT

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        """Return the lines of the table."""
        return [(column, [series.values[place] for series in self.series]) for place, column in enumerate(self.columns)]

    @property
    def top(self) -> int:
        """Return the round number at which the axis ends."""
        highest = max((sum(values) if self.is_stacked else max(values) for _column, values in self.rows), default=0)
        power = 10 ** (len(str(highest)) - 1)
        return next(end for step in _STEPS if (end := step * power // 10) >= highest and step * power % 10 == 0)

    @property
    def lines(self) -> list[Mark]:
        """Return the lines across, with their numbers."""
        parts = next(parts for parts in (5, 4, 2, 1) if self.top % parts == 0)
        numbers = [self.top * part // parts for part in range(parts + 1)]
        return [Mark(x=0, y=_HEIGHT * (1 - number / self.top), words=f"{number}{self.unit}") for number in numbers]

    @property
    def labels(self) -> list[Mark]:
        """Return the words of the columns."""
        if self.is_lying:
            return [Mark(x=0, y=_ROW * row, words=column) for row, column in enumerate(self.columns)]
        place = 100 / len(self.columns)
        return [Mark(x=(row + 0.5) * place, y=_HEIGHT, words=column) for row, column in enumerate(self.columns)]

    @property
    def boxes(self) -> Iterator[Box]:
        """Yield the rectangle of every number that is not 0."""
        for row, (label, values) in enumerate(self.rows):
            for number, (series, value) in enumerate(zip(self.series, values, strict=True)):
                if value:
                    before = sum(values[:number]) if self.is_stacked else 0
                    words = f"{label}, {series.name}: {value}{self.unit}"
                    yield Box(**self._place(row, number, before, value), series=series, number=number + 1, words=words)

    def _place(self, row: int, number: int, before: int, value: int) -> dict[str, float]:
        if self.is_lying:
            share = 100 / self.top
            return {"x": before * share, "width": value * share, "y": _ROW * row + _WORDS, "height": _ROW - _WORDS - 8}
        place, share = 100 / len(self.columns), _HEIGHT / self.top
        width = place * (1 - _GAP) / (1 if self.is_stacked else len(self.series))
        x = (row + _GAP / 2) * place + (0 if self.is_stacked else number * width)
        return {"x": x, "width": width, "y": _HEIGHT - (before + value) * share, "height": value * share}


@dataclass(frozen=True, kw_only=True)
class ChartEntry:
    """A chart, its place among the others, and the permission that it needs."""

    order: int
    permission: str
    make: Callable[[datetime], Chart]


entries: Registry[str, ChartEntry] = Registry("chart", order=lambda _name, entry: entry.order)


def staff_chart(*, order: int, permission: str) -> Callable[[Callable[[datetime], Chart]], Callable[[datetime], Chart]]:
    """Register the decorated function, which draws a chart as of a time; lower orders come first."""

    def register(make: Callable[[datetime], Chart]) -> Callable[[datetime], Chart]:
        entries.add(dotted_name(make), ChartEntry(order=order, permission=permission, make=make))
        return make

    return register


def charts_for(user: Any, now: datetime) -> list[Chart]:
    """Return the charts that a member of staff may see."""
    return [entry.make(now) for entry in entries.values() if user.has_perm(entry.permission)]


def may_see_charts(user: Any) -> bool:
    """Tell whether there is a chart that a member of staff may see."""
    return any(user.has_perm(entry.permission) for entry in entries.values())


def months_until(day: date, *, count: int = 12) -> list[date]:
    """Return the first days of the last months, the month of ``day`` last."""
    return [add_months(day.replace(day=1), -back) for back in reversed(range(count))]


def month_label(month: date) -> str:
    """Return a month in few letters, with the year where a year begins: ``jan 2026``, ``feb``."""
    return format_date(month, "M Y" if month.month == 1 else "M")
