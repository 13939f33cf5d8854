"""What retention may have deleted by now: rows that are gone are no fault then."""

import json
from datetime import UTC, datetime, timedelta

from django.db import connection

from privacy.journal.models import JournalEntry
from privacy.law.deadlines import Period
from privacy.retention.queries import rules_by_key

# The retention job runs every hour; rows that it deleted late are no fault of the rows.
_GRACE = timedelta(days=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


def ends_before(rule_key: str) -> datetime:
    """Return the time before which a period must have started for its rows to be gone by the newest entry.

    The shortest length counts that the rule ever had, because rows went under it. Without a rule nothing is deleted by
    time.
    """
    newest, rule = newest_time(), rules_by_key().get(rule_key)
    if newest is None or rule is None:
        return _NEVER
    lengths = [rule.length, *_earlier_lengths(rule_key)]
    return max(length.latest_start(newest) for length in lengths) + _GRACE


def newest_time() -> datetime | None:
    """Return the latest time in the journal, or up to which retention was asked to end rows, if that is later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(max(at), (SELECT max((facts::jsonb->>'as_of')::timestamptz) FROM privacy_journalentry"
            " WHERE stream = 'retention' AND event = 'retention.deleted' AND facts LIKE '%\"as_of\"%'))"
            " FROM privacy_journalentry"
        )
        newest: datetime | None = cursor.fetchone()[0]
    return newest


def _earlier_lengths(rule_key: str) -> list[Period]:
    approved = JournalEntry.objects.filter(stream="retention", event="retention.rule_approved")
    terms = approved.filter(facts__contains=f'"rule":"{rule_key}"').values_list("facts", flat=True)
    return [length for facts in terms if (length := _length(facts)) is not None]


def _length(facts: str) -> Period | None:
    """Return the length in the facts of an approval, whose terms are ``delete:days.30:months.1``."""
    parts = dict(part.split(".") for part in json.loads(facts)["terms"].split(":") if part.count(".") == 1)
    year = next((name for name in parts if name.startswith("year")), "year")
    length = Period(
        days=_number(parts.get("days")),
        months=_number(parts.get("months")),
        months_after_year=_number(parts.get(year)),
        year_ends=int(year.removeprefix("year").removesuffix("+months") or 12),
    )
    return length if {length.days, length.months, length.months_after_year} != {None} else None


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
