"""Writing new and changed consents to the journal in batches, and to the ledger of withdrawals."""

import logging
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import connection

from consent.choices.models import ConsentRecord

logger = logging.getLogger(__name__)

STREAM = "consent"
GIVEN = "consent.given"
WITHDRAWN = "consent.withdrawn"

# The number of the journal entry of a consent that was not written, because it was dated back.
REFUSED = 0
_BATCH = 1000
# Clocks differ, and a request takes its time; whoever invents a consent dates it back further.
_MINUTES = 10
_TIME = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
# Must build the same text of a record as ``digest``.
DIGEST_SQL = (
    "encode(sha256(convert_to(concat_ws(E'\\n', {0}.id, " + _TIME.format("{0}.given_at") + ", {0}.revision_id,"
    " {0}.language, {0}.surface, {0}.control, array_to_string({0}.options, ','), array_to_string({0}.granted, ','),"
    " (SELECT string_agg(" + _TIME.format("at") + ", ',' ORDER BY n)"
    " FROM unnest({0}.granted_at) WITH ORDINALITY granted(at, n)),"
    " {0}.interface_hash, {0}.is_gpc::int, " + _TIME.format("{0}.expires_at") + "), 'UTF8')), 'hex')"
)  # fmt: skip
# The statements are put together from the constants of this module; every value is a parameter.
# ruff: noqa: S608
# Everything that was given before one of these entries was sealed with it or before it. A clock that was set back is
# behind them: no consent is refused that is of these minutes by the clock as it is.
_REFUSE = f"""
UPDATE consent_consentrecord SET given_seq = {REFUSED} WHERE given_seq IS NULL AND given_at < (
  SELECT least(max(at), %(now)s) - interval '{_MINUTES} minutes' FROM (
    (SELECT at FROM privacy_journalentry WHERE stream = '{STREAM}' AND event = '{GIVEN}' ORDER BY seq DESC LIMIT 1)
    UNION ALL (SELECT at FROM privacy_journalentry WHERE stream = 'journal' ORDER BY seq DESC LIMIT 1)
    UNION ALL (SELECT at FROM privacy_journalentry WHERE stream = 'promises' AND event = 'promises.checked'
      ORDER BY seq DESC LIMIT 1)
  ) sealed)
"""
_SEAL = f"""
WITH waiting AS MATERIALIZED (
  SELECT * FROM consent_consentrecord
  WHERE given_seq IS NULL OR (ended_under IS NOT NULL AND ended_seq IS NULL)
  ORDER BY given_at LIMIT {_BATCH} FOR UPDATE SKIP LOCKED
), told AS (
  SELECT given_at AS at, 1 AS rank, '{GIVEN}' AS event, revision_id AS revision,
    '{{"gpc":' || is_gpc::text || ',"granted":' || array_to_json(granted) || ',"interface":"' || interface_hash
    || '","record":"' || id || '","sha256":"' || {DIGEST_SQL.format("waiting")} || '"}}' AS facts
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


def seal(now: datetime) -> int:
    """Write what waits to the journal, as ``write_waiting`` does, and return the number of records.

    A consent that is dated back by more than minutes is refused: it gets no entry, and the comparison with the journal
    names it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE, {"now": now})
        if cursor.rowcount:
            logger.error("%s consents were dated back and not sealed", cursor.rowcount)
    return write_waiting()


def write_waiting() -> int:
    """Write the journal entries of every record given, withdrawn or replaced since the last call; count new consents.

    Return the number of records. Idempotent. Entries and marks are one statement, so a crash leaves both or neither;
    two concurrent calls share the work.
    """
    sealed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_SEAL, [settings.TIME_ZONE])
            sealed += cursor.rowcount
            if cursor.rowcount < _BATCH:
                return sealed


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
