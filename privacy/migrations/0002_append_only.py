"""The journal chains itself; the journal and what was published refuse every later change."""

from typing import ClassVar

from django.db import migrations

from privacy.migrations_sql import append_only

_CHAIN = """
CREATE FUNCTION privacy_journal_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_seq bigint;
  last_hash text;
BEGIN
  PERFORM pg_advisory_xact_lock(730101, hashtext(NEW.stream));
  SELECT seq, hash INTO last_seq, last_hash FROM privacy_journalentry
    WHERE stream = NEW.stream ORDER BY seq DESC LIMIT 1;
  NEW.seq := coalesce(last_seq, 0) + 1;
  NEW.previous := coalesce(last_hash, repeat('0', 64));
  NEW.hash := encode(sha256(convert_to(
    NEW.stream || E'\\n' || NEW.seq || E'\\n'
    || to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || E'\\n'
    || NEW.event || E'\\n' || coalesce(NEW.revision::text, '') || E'\\n'
    || NEW.facts || E'\\n' || NEW.previous, 'UTF8')), 'hex');
  RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("privacy", "0001_register")]

    operations: ClassVar = [
        migrations.RunSQL(
            [
                _CHAIN,
                "CREATE TRIGGER privacy_journalentry_chain BEFORE INSERT ON privacy_journalentry "
                "FOR EACH ROW EXECUTE FUNCTION privacy_journal_chain()",
                "ALTER TABLE privacy_journalentry ENABLE ALWAYS TRIGGER privacy_journalentry_chain",
            ],
            [
                "DROP TRIGGER privacy_journalentry_chain ON privacy_journalentry",
                "DROP FUNCTION privacy_journal_chain()",
            ],
        ),
        append_only("privacy_journalentry"),
        append_only("privacy_revision"),
        append_only("privacy_revisiontext"),
    ]
