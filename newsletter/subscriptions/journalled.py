"""Comparison of subscriptions with the journal: rows that are gone, and consents that were swapped."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection

from newsletter.subscriptions.operations import STREAM
from privacy.journal import operations as journal
from privacy.journal.operations import JournalFault, JournalSource
from privacy.retention.queries import rules_by_key

# The retention job runs every hour; nothing may have been written to the journal since.
_GRACE = timedelta(days=1)
_NEVER = datetime.min.replace(tzinfo=UTC)

# A subscription is deleted after its end only, unless an erasure deleted it, which the ledger lists.
# The statements are put together from the constants of this module; every value is a parameter.
_GONE = f"""
SELECT entry.seq FROM privacy_journalentry entry
WHERE entry.stream = '{STREAM}' AND entry.event = 'newsletter.confirmed'
  AND NOT EXISTS (SELECT FROM newsletter_subscription row WHERE row.id::text = entry.facts::json->>'subscription')
  AND NOT EXISTS (
    SELECT FROM privacy_journalentry gone WHERE gone.stream = '{STREAM}' AND gone.event = 'newsletter.unsubscribed'
      AND gone.facts::json->>'subscription' = entry.facts::json->>'subscription' AND gone.at < %s)
  AND NOT EXISTS (
    SELECT FROM privacy_ledgerentry line WHERE line.kind <> 'newsletter.ended'
      AND strpos(line.facts, entry.facts::json->>'subscription') > 0)
ORDER BY 1
"""  # noqa: S608
_SWAPPED = f"""
SELECT entry.seq FROM newsletter_subscription row JOIN privacy_journalentry entry
  ON entry.stream = '{STREAM}' AND entry.event = 'newsletter.confirmed'
  AND entry.facts::json->>'subscription' = row.id::text AND entry.at = row.confirmed_at
WHERE entry.facts::json->>'consent_sha256' <> row.consent_sha256 ORDER BY 1
"""  # noqa: S608
_REWRITTEN = (
    "SELECT left(sha256, 12) FROM newsletter_consenttext"
    " WHERE sha256 <> encode(sha256(convert_to(text, 'UTF8')), 'hex') ORDER BY 1"
)


def compare() -> Iterator[JournalFault]:
    """Yield the subscriptions that are gone without an end, and the consents that are not those of the journal."""
    rule = rules_by_key().get("newsletter.ended")
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM privacy_journalentry")
        newest = cursor.fetchone()[0]
        cursor.execute(_GONE, [rule.length.latest_start(newest) + _GRACE if rule and newest else _NEVER])
        for (seq,) in cursor.fetchall():
            yield JournalFault(stream=STREAM, seq=seq, problem="its subscription is gone")
        cursor.execute(_SWAPPED)
        for (seq,) in cursor.fetchall():
            yield JournalFault(stream=STREAM, seq=seq, problem="the consent of its subscription was swapped")
        cursor.execute(_REWRITTEN)
        for (key,) in cursor.fetchall():
            yield JournalFault(stream=STREAM, seq=0, problem=f"the text of consent {key} was rewritten")


journal.add_source(JournalSource(name=STREAM, seal=lambda: None, compare=compare))
