"""What goes when: how many rows each rule will end in the weeks and months ahead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateTimeField, F, Func, IntegerField, Value

from privacy.law.deadlines import PLACE
from privacy.retention import queries as retention
from privacy.retention.models import RetentionRule
from privacy.retention.queries import RetentionTarget

WEEKS, MONTHS = 4, 11


@dataclass(frozen=True, kw_only=True)
class ForecastSpan:
    """A stretch of time ahead: a week at first, then months. ``begin`` is None for what is due already."""

    begin: datetime | None
    end: datetime


@dataclass(frozen=True, kw_only=True)
class ForecastRow:
    """One rule's rows of one model: how many go in each span, and how many have no end in sight."""

    title: str
    rule: RetentionRule
    model: str
    counts: list[int]
    later: int

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The spans, and each line's counts in them."""

    spans: list[ForecastSpan]
    rows: list[ForecastRow]

    @property
    def bars(self) -> list[tuple[ForecastSpan, int, int]]:
        """Each span with its total, and that total as a share of the greatest, in percent."""
        totals = [sum(row.counts[place] for row in self.rows) for place in range(len(self.spans))]
        return [(span, total, round(100 * total / (max(totals) or 1))) for span, total in zip(self.spans, totals)]  # noqa: B905


def make_spans(now: datetime) -> list[ForecastSpan]:
    """Return what is due, four weeks, and eleven months after them, as the calendar has them here."""
    here = now.astimezone(PLACE)
    ends = [now, *(here + timedelta(weeks=week) for week in range(1, WEEKS + 1))]
    ends += [ends[WEEKS] + relativedelta(months=month) for month in range(1, MONTHS + 1)]
    return [ForecastSpan(begin=begin, end=end) for begin, end in zip([None, *ends], ends)]  # noqa: B905


def make_forecast(now: datetime) -> Forecast:
    """Return how many rows will go when, under the rules as they stand: one query for each line with rows."""
    rules, stretch = retention.rules_by_key(), make_spans(now)
    lines = [line for line in retention.targets() if line.rule in rules]
    filled = retention.filled(lines)
    rows = [
        _row(line, rules[line.rule], _count(line, rules[line.rule], stretch, now) if line.data.model in filled else {})
        for line in lines
    ]
    return Forecast(spans=stretch, rows=rows)


def _row(line: RetentionTarget, rule: RetentionRule, found: Mapping[int | None, int]) -> ForecastRow:
    counts = [found.get(number, 0) for number in range(1 + WEEKS + MONTHS)]
    later = sum(found.values()) - sum(counts)
    return ForecastRow(title=str(line.data.title), rule=rule, model=line.label, counts=counts, later=later)


def _count(
    line: RetentionTarget, rule: RetentionRule, stretch: list[ForecastSpan], now: datetime
) -> dict[int | None, int]:
    """Count the rows of one line by the number of their span; what stays for the time being is left out."""
    ends = [rule.length.latest_start(span.end) if line.data.retention.since else span.end for span in stretch]
    # The database counts the bounds at or before a time; a row goes also at the very end of its span.
    bounds = Value([end + timedelta(microseconds=1) for end in ends], ArrayField(DateTimeField()))
    span = Func(F(line.end_column), bounds, function="width_bucket", output_field=IntegerField())
    return dict(line.free(line.rows(), now).values_list(span).annotate(Count("pk")).order_by())
