"""Adding to the counts of visits, and ending them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from privacy.law.deadlines import latest_start, local_date
from privacy.retention.queries import get_rule
from privacy.statistics.models import VisitCount

RULE = "visits.count"

_ADD = """
INSERT INTO privacy_visitcount (day, page, language, device, count)
SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::text[], %s::int[])
  AS seen(day, page, language, device, count)
ORDER BY day, page, language, device
ON CONFLICT (day, page, language, device) DO UPDATE SET count = privacy_visitcount.count + excluded.count
"""


class Cell(NamedTuple):
    """What visits are counted by, and all that is known of one."""

    day: date
    page: str
    language: str
    device: str


def add(*, counted: Mapping[Cell, int]) -> None:
    """Add to the counts in one statement, always in the same order: two processes never wait for each other."""
    if not counted:
        return
    columns = [list(column) for column in zip(*counted, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [*columns, list(counted.values())])


def end(*, now: datetime) -> int:
    """Delete the counts whose time is up under the register's rule; return how many rows."""
    period = get_rule(RULE)
    last = local_date(latest_start(now, days=period.days, months=period.months))
    deleted, _by_model = VisitCount.objects.filter(day__lt=last).delete()
    return deleted
