"""Counting blocked storage and hosts: at most one statement a minute, and a limited number of rows a day."""

import logging
from collections import Counter
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

from django.db import DatabaseError, connection

from consent.gate.enums import SightingKind
from consent.gate.models import Sighting
from privacy.law.deadlines import local_date
from privacy.retention.queries import get_rule

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
MOST_WAITING = 50  # distinct items in a process
MOST_A_DAY = 200  # distinct items of a kind

_COUNT = """
INSERT INTO consent_sighting (day, kind, name, directive, page, count)
SELECT %(day)s, seen.* FROM unnest(%(kind)s::text[], %(name)s::text[], %(directive)s::text[], %(page)s::text[],
  %(count)s::int[]) AS seen(kind, name, directive, page, count)
WHERE (SELECT count(*) FROM consent_sighting known WHERE known.day = %(day)s AND known.kind = seen.kind) < %(most)s
  OR EXISTS (SELECT FROM consent_sighting known WHERE known.day = %(day)s AND known.kind = seen.kind
    AND known.name = seen.name AND known.directive = seen.directive AND known.page = seen.page)
ORDER BY seen.kind, seen.name, seen.directive, seen.page
ON CONFLICT (day, kind, name, directive, page) DO UPDATE SET count = consent_sighting.count + excluded.count
"""


RULE = "consent.sighting"


class Seen(NamedTuple):
    """A blocked cookie or host, without address, browser or whole URL."""

    kind: SightingKind
    name: str
    directive: str = ""
    page: str = ""


_lock = Lock()
_waiting: Counter[Seen] = Counter()
_written_at: datetime | None = None


def count(*, seen: Seen, now: datetime) -> None:
    """Count a blocked item; write the gathered counts unless this was done within the last minute. Never raises.

    Counts not yet written are lost when the process ends: they are a hint for staff, not evidence.
    """
    global _written_at
    with _lock:
        if seen in _waiting or len(_waiting) < MOST_WAITING:
            _waiting[seen] += 1
        if _written_at is not None and _written_at <= now < _written_at + EVERY:
            return
        _written_at, gathered = now, dict(_waiting)
        _waiting.clear()
    try:
        _write(gathered, now)
    except DatabaseError as error:
        logger.warning("%d sightings were not counted (%s)", len(gathered), type(error).__name__)


def _write(gathered: dict[Seen, int], now: datetime) -> None:
    columns: dict[str, list[Any]] = {
        "kind": [sighting.kind.value for sighting in gathered],
        "name": [sighting.name for sighting in gathered],
        "directive": [sighting.directive for sighting in gathered],
        "page": [sighting.page for sighting in gathered],
        "count": list(gathered.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {**columns, "day": local_date(now), "most": MOST_A_DAY})


def end(*, now: datetime) -> int:
    """Delete the counts whose retention period under the register's rule is over; return the number of rows."""
    last = local_date(get_rule(RULE).length.latest_start(now))
    deleted, _by_model = Sighting.objects.filter(day__lt=last).delete()
    return deleted


def forget() -> None:
    """Drop the counts not yet written, and write the next count at once."""
    global _written_at
    with _lock:
        _waiting.clear()
        _written_at = None
