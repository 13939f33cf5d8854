"""Counting of visits, and deletion of expired counts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from privacy.law.deadlines import local_date
from privacy.retention.queries import get_rule
from privacy.statistics.models import VisitCount

RULE = "visits.count"

# Ordered, so that two processes lock the rows in the same order and never wait for each other.
_ADD = """
INSERT INTO privacy_visitcount (day, page, language, device, count)
SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::text[], %s::int[])
  AS seen(day, page, language, device, count)
ORDER BY day, page, language, device
ON CONFLICT (day, page, language, device) DO UPDATE SET count = privacy_visitcount.count + excluded.count
"""


class Cell(NamedTuple):
    """The values by which visits are counted; nothing else is recorded about a visit."""

    day: date
    page: str
    language: str
    device: str


def add(*, counted: Mapping[Cell, int]) -> None:
    """Add visits to the counts, in a single statement."""
    if not counted:
        return
    columns = [list(column) for column in zip(*counted, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [*columns, list(counted.values())])


def delete_expired(*, now: datetime) -> int:
    """Delete the counts that the retention rule ends, and return the number of rows."""
    last = local_date(get_rule(RULE).length.latest_start(now))
    deleted, _by_model = VisitCount.objects.filter(day__lt=last).delete()
    return deleted
