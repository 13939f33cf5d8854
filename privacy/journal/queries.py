"""Where the streams of the journal end."""

from datetime import datetime

from django.db import connection

# Streams are few and entries many: step from stream to stream, and in each from the end back to the day.
_LAST = """
WITH RECURSIVE streams AS (
  (SELECT stream FROM privacy_journalentry ORDER BY stream LIMIT 1)
  UNION ALL
  SELECT (SELECT stream FROM privacy_journalentry next WHERE next.stream > streams.stream ORDER BY stream LIMIT 1)
  FROM streams WHERE stream IS NOT NULL
)
SELECT streams.stream, last.seq, last.hash FROM streams CROSS JOIN LATERAL (
  SELECT seq, hash FROM privacy_journalentry entry WHERE entry.stream = streams.stream AND at < %s
  ORDER BY seq DESC LIMIT 1
) last WHERE streams.stream IS NOT NULL ORDER BY 1
"""


def last_entries(before: datetime) -> list[tuple[str, int, str]]:
    """Return each stream with the number and hash of its last entry from before a time."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [before])
        return [(stream, seq, digest) for stream, seq, digest in cursor.fetchall()]
