"""Comparison of the suppression list with the journal, which knows how many addresses of each month are on it."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_noop

from newsletter.suppression.operations import RULE, STREAM
from privacy.comparison.retained import ends_before
from privacy.journal import operations as journal
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope
from privacy.law.deadlines import PLACE

# A month is in the share of its hash. Each is counted by an index, here as there.
_DIFFERENT = """
WITH counted AS NOT MATERIALIZED (
  SELECT facts::jsonb ->> 'since_month' AS month, (facts::jsonb ->> 'rows')::int AS rows, id
  FROM privacy_journalentry WHERE stream = 'newsletter' AND event = 'newsletter.suppressions_counted'
), month AS MATERIALIZED (
  SELECT day::date AS first FROM generate_series(
    (SELECT least(min(month)::date, (SELECT min(since) AT TIME ZONE %(place)s FROM newsletter_suppression)::date)
     FROM counted) - interval '31 days',
    (SELECT greatest(max(month)::date, (SELECT max(since) AT TIME ZONE %(place)s FROM newsletter_suppression)::date)
     FROM counted), interval '1 day') day
  WHERE extract(day FROM day) = 1 AND md5(day::date::text)::uuid BETWEEN %(lower)s AND %(upper)s
  UNION SELECT counted.month::date FROM counted WHERE counted.id > %(after)s
)
SELECT to_char(first, 'YYYY-MM'), known.rows, here.rows FROM month
CROSS JOIN LATERAL (
  SELECT coalesce(sum(counted.rows), 0) AS rows FROM counted WHERE counted.month = first::text) known
CROSS JOIN LATERAL (
  SELECT count(*) AS rows FROM newsletter_suppression item WHERE item.since >= first::timestamp AT TIME ZONE %(place)s
    AND item.since < (first + interval '1 month')::timestamp AT TIME ZONE %(place)s) here
WHERE known.rows <> here.rows AND first::timestamp AT TIME ZONE %(place)s >= %(ended)s ORDER BY 1
"""


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the months of which fewer or more addresses are suppressed than the journal counted."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT, {**scope.parameters, "ended": ends_before(RULE), "place": PLACE.key})
        months = cursor.fetchall()
    for month, known, here in months:
        text = gettext_noop("suppressed addresses of the month %(month)s: %(here)s; the journal knows %(known)s")
        values = {"month": month, "here": here, "known": int(known)}
        yield JournalFault(stream=STREAM, seq=0, text=text, values=values)


journal.add_source(JournalSource(name=RULE, compare=compare))
