"""The requests of a year in figures, as a supervisory authority asks for them: counts, and nobody's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dsar.cases.enums import UNANSWERED, Channel, Right, State
from dsar.cases.models import Case
from privacy.law.deadlines import PLACE, end_of, local_date

_ANSWERED = (State.DONE, State.REFUSED)
_COUNTED = (*_ANSWERED, *UNANSWERED, State.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class Line:
    """The figures of one right, or of all together."""

    title: str
    figures: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class YearlyFigures:
    """Requests that came in a year, up to a moment; each column has a heading."""

    year: int
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    refusals: tuple[Line, ...]
    channels: tuple[Line, ...] = ()


def years(now: datetime) -> list[int]:
    """Return the years with requests, the newest first, and this one."""
    first = (
        Case.objects.filter(state__in=_COUNTED).order_by("received_at").values_list("received_at", flat=True).first()
    )
    this = local_date(now).year
    return list(range(this, local_date(first).year - 1, -1)) if first else [this]


def figures_of(year: int, now: datetime) -> YearlyFigures:
    """Return the figures of the requests that came in a year; those that nobody confirmed are not counted."""
    cases = _received_in(year).filter(received_at__lte=now)
    by_right = {row["right"]: row for row in _figures(cases.values("right"))}
    by_ground = cases.filter(state=State.REFUSED).values("ground").annotate(count=Count("pk")).order_by("-count")
    by_channel = {row["channel"]: row for row in _figures(cases.values("channel"))}
    labels = dict(Case._meta.get_field("ground").flatchoices)
    return YearlyFigures(
        year=year,
        headings=tuple(heading for heading, _key in _columns()),
        lines=tuple(_line(right.label, by_right[right]) for right in Right if right in by_right),
        total=_line(_("All"), cases.aggregate(**_measures())),
        refusals=tuple(
            Line(title=str(labels.get(row["ground"], row["ground"])), figures=(str(row["count"]),)) for row in by_ground
        ),
        channels=tuple(_line(channel.label, by_channel[channel]) for channel in Channel if channel in by_channel),
    )


def as_rows(figures: YearlyFigures) -> Sequence[Sequence[str]]:
    """Return the figures as the rows of a spreadsheet."""
    head, by_channel = [_("Right"), *figures.headings], [_("Came by"), *figures.headings]
    lines = [[line.title, *line.figures] for line in (*figures.lines, figures.total)]
    return [head, *lines, by_channel, *([line.title, *line.figures] for line in figures.channels)]


def _received_in(year: int) -> "QuerySet[Case]":
    begin, end = end_of(date(year - 1, 12, 31)), end_of(date(year, 12, 31))
    return Case.objects.filter(state__in=_COUNTED, received_at__gte=begin, received_at__lt=end).order_by()


def _columns() -> tuple[tuple[str, str], ...]:
    return (
        (_("received"), "received"),
        (_("answered in time"), "in_time"),
        (_("answered late"), "late"),
        (_("with more time"), "extended"),
        (_("refused"), "refused"),
        (_("withdrawn"), "withdrawn"),
        (_("still open"), "open"),
        (_("days to the answer, on average"), "days"),
    )


def _measures() -> dict[str, Any]:
    answered, closed_on = Q(state__in=_ANSWERED), TruncDate("closed_at", tzinfo=PLACE)
    took = ExpressionWrapper(F("closed_at") - F("received_at"), output_field=DurationField())
    return {
        "received": Count("pk"),
        "in_time": Count("pk", filter=answered & Q(latest_on__gte=closed_on)),
        "late": Count("pk", filter=answered & Q(latest_on__lt=closed_on)),
        "extended": Count("pk", filter=Q(extended_at__isnull=False)),
        "refused": Count("pk", filter=Q(state=State.REFUSED)),
        "withdrawn": Count("pk", filter=Q(state=State.WITHDRAWN)),
        "open": Count("pk", filter=Q(state__in=UNANSWERED)),
        "days": Avg(took, filter=answered),
    }


def _figures(grouped: Any) -> Any:
    return grouped.annotate(**_measures())


def _line(title: object, row: dict[str, Any]) -> Line:
    return Line(title=capfirst(str(title)), figures=tuple(_written(row[key]) for _heading, key in _columns()))


def _written(figure: int | timedelta | None) -> str:
    if figure is None:
        return "–"
    return str(round(figure / timedelta(days=1))) if isinstance(figure, timedelta) else str(figure)
