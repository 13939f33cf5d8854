"""Writing new and changed consents to the journal in batches, and to the ledger of withdrawals."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from consent.choices.models import ConsentRecord
from privacy.journal import operations as journal
from privacy.journal.operations import JournalFault, JournalSource
from privacy.retention.queries import rules_by_key

STREAM = "consent"
GIVEN = "consent.given"
WITHDRAWN = "consent.withdrawn"

_BATCH = 1000
_GRACE = timedelta(days=1)  # after a period that ended while nothing was written
_TIME = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
# Must build the same text of a record as ``digest``.
_DIGEST = (
    "encode(sha256(convert_to(concat_ws(E'\\n', {0}.id, " + _TIME.format("{0}.given_at") + ", {0}.revision_id,"
    " {0}.language, {0}.surface, {0}.control, array_to_string({0}.options, ','), array_to_string({0}.granted, ','),"
    " (SELECT string_agg(" + _TIME.format("at") + ", ',' ORDER BY n)"
    " FROM unnest({0}.granted_at) WITH ORDINALITY granted(at, n)),"
    " {0}.interface_hash, {0}.is_gpc::int, " + _TIME.format("{0}.expires_at") + "), 'UTF8')), 'hex')"
)  # fmt: skip
# The statements are put together from the constants of this module; every value is a parameter.
# ruff: noqa: S608
_SEAL = f"""
WITH waiting AS MATERIALIZED (
  SELECT * FROM consent_consentrecord
  WHERE given_seq IS NULL OR (ended_under IS NOT NULL AND ended_seq IS NULL)
  ORDER BY given_at LIMIT {_BATCH} FOR UPDATE SKIP LOCKED
), told AS (
  SELECT given_at AS at, 1 AS rank, '{GIVEN}' AS event, revision_id AS revision,
    '{{"gpc":' || is_gpc::text || ',"granted":' || array_to_json(granted) || ',"interface":"' || interface_hash
    || '","record":"' || id || '","sha256":"' || {_DIGEST.format("waiting")} || '"}}' AS facts
  FROM waiting WHERE given_seq IS NULL
  UNION ALL
  SELECT coalesce(old.withdrawn_at, new.given_at),
    CASE WHEN coalesce(old.withdrawn_at, new.given_at) > old.given_at THEN 0 ELSE 2 END,
    CASE WHEN old.withdrawn_at IS NULL THEN 'consent.replaced' ELSE 'consent.withdrawn' END, old.ended_under,
    '{{"record":"' || old.id || '","withdrawn":'
    || array_to_json(ARRAY(SELECT unnest(old.granted) EXCEPT SELECT unnest(new.granted) ORDER BY 1)) || '}}'
  FROM waiting old LEFT JOIN consent_consentrecord new ON new.id = old.replaced_by
  -- One that was locked after it was replaced may know a record that this statement does not see yet: next time.
  WHERE old.ended_under IS NOT NULL AND old.ended_seq IS NULL AND (old.replaced_by IS NULL OR new.id IS NOT NULL)
), written AS (
  INSERT INTO privacy_journalentry (stream, seq, at, event, revision, facts, previous, hash)
  SELECT '{STREAM}', 0, at, event, revision, facts, '', '' FROM told ORDER BY at, rank
  RETURNING seq, event, (facts::jsonb ->> 'record')::uuid AS id
), remembered AS (
  INSERT INTO privacy_ledgerentry (id, at, kind, facts, hash)
  SELECT gen_random_uuid(), max(withdrawn_at), '{WITHDRAWN}', '{{"records":' || json_agg(id)::text || ',"under":'
    || ended_under || '}}', ''
  FROM waiting WHERE withdrawn_at IS NOT NULL AND ended_seq IS NULL GROUP BY ended_under
), counted AS (
  INSERT INTO consent_choicecount (day, language, device, granted, count)
  SELECT (given_at AT TIME ZONE %s)::date, language, coalesce(nullif(device, ''), 'd'), array_to_string(granted, ','),
    count(*)
  FROM waiting WHERE given_seq IS NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (day, language, device, granted) DO UPDATE SET count = consent_choicecount.count + excluded.count
), sealed AS (
  SELECT id, max(seq) FILTER (WHERE event = '{GIVEN}') AS given_seq,
    max(seq) FILTER (WHERE event <> '{GIVEN}') AS ended_seq
  FROM written GROUP BY id
)
UPDATE consent_consentrecord record SET device = '',
  given_seq = coalesce(record.given_seq, sealed.given_seq), ended_seq = coalesce(record.ended_seq, sealed.ended_seq)
FROM sealed WHERE record.id = sealed.id
"""
_CHANGED = f"""
SELECT record.given_seq, entry.seq IS NULL
FROM consent_consentrecord record
LEFT JOIN privacy_journalentry entry ON entry.stream = '{STREAM}' AND entry.seq = record.given_seq
WHERE record.given_seq IS NOT NULL AND (
  entry.seq IS NULL OR entry.event <> '{GIVEN}' OR entry.facts::jsonb ->> 'record' <> record.id::text
  OR coalesce(entry.facts::jsonb ->> 'sha256', '') NOT IN ('', {_DIGEST.format("record")})
)
ORDER BY 1
"""
# A consent is kept until it ended and its retention period is over, and no end is earlier than its beginning.
_GONE = f"""
SELECT entry.seq FROM privacy_journalentry entry
WHERE entry.stream = '{STREAM}' AND entry.event = '{GIVEN}' AND entry.at > %s
  AND NOT EXISTS (SELECT FROM consent_consentrecord WHERE id = (entry.facts::jsonb ->> 'record')::uuid)
  AND NOT EXISTS (SELECT FROM privacy_ledgerentry line WHERE strpos(line.facts, entry.facts::jsonb ->> 'record') > 0
    AND line.kind <> '{WITHDRAWN}')
ORDER BY 1
"""
_REWRITTEN = (
    "SELECT left(sha256, 12) FROM consent_interfacetext"
    " WHERE sha256 <> encode(sha256(convert_to(html, 'UTF8')), 'hex') ORDER BY 1"
)
_NEWEST = "SELECT max(at) FROM privacy_journalentry"


def seal() -> int:
    """Write the journal entries of every record given, withdrawn or replaced since the last call; count new consents.

    Return the number of records.

    Idempotent. Entries and marks are one statement, so a crash leaves both or neither; two concurrent calls share the
    work.
    """
    sealed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_SEAL, [settings.TIME_ZONE])
            sealed += cursor.rowcount
            if cursor.rowcount < _BATCH:
                return sealed


def changed() -> Iterator[JournalFault]:
    """Yield the records that differ from the journal or are gone, and the wordings that are not what their key says."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED)
        for seq, is_missing in cursor:
            yield JournalFault(stream=STREAM, seq=seq, problem="missing" if is_missing else "its consent was changed")
        yield from _gone(cursor)
        cursor.execute(_REWRITTEN)
        for (key,) in cursor:
            yield JournalFault(stream=STREAM, seq=0, problem=f"the words of the question {key} were rewritten")


def _gone(cursor: CursorWrapper) -> Iterator[JournalFault]:
    """Yield the entries of consents that the table lacks although no retention period can have ended."""
    cursor.execute(_NEWEST)
    newest, rule = cursor.fetchone()[0], rules_by_key().get("consent.record")
    # Without a rule nothing is deleted by time.
    begun = rule.length.latest_start(newest) + _GRACE if rule and newest else datetime.min.replace(tzinfo=UTC)
    cursor.execute(_GONE, [begun])
    for (seq,) in cursor:
        yield JournalFault(stream=STREAM, seq=seq, problem="its consent is gone")


def digest(record: ConsentRecord) -> str:
    """Return the hash of a consent, as the journal stores it."""
    parts = (
        str(record.pk), _time(record.given_at), str(record.revision_id), record.language, record.surface,
        record.control, ",".join(record.options), ",".join(record.granted),
        ",".join(_time(at) for at in record.granted_at), record.interface_hash,
        str(int(record.is_gpc)), _time(record.expires_at),
    )  # fmt: skip
    return sha256("\n".join(parts).encode()).hexdigest()


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


SOURCE = JournalSource(name="consent", seal=seal, compare=changed)
journal.add_source(SOURCE)
