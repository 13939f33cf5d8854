"""SQL that migrations of several apps need and Django cannot write itself."""

from django.db.migrations.operations import RunSQL

REFUSE = """
CREATE OR REPLACE FUNCTION privacy_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: its rows are never changed', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$
"""

# Gives each entry of the journal its number and its hash (decision 1).
CHAIN = """
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


def append_only(table: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE of a table, also for sessions that play replica."""
    return RunSQL(
        [
            REFUSE,
            (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION privacy_refuse()"
            ),
            (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION privacy_refuse()"
            ),
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
        ],
        [f"DROP TRIGGER {table}_append_only ON {table}", f"DROP TRIGGER {table}_no_truncate ON {table}"],
    )


def index_entries(*, stream: str, fact: str) -> RunSQL:
    """Find the entries of a stream by the id of the row that they name in a fact (``privacy.comparison``)."""
    name, about = f"journal_{stream}_{fact}", f"((facts::jsonb ->> '{fact}')::uuid)"
    return RunSQL(
        f"CREATE INDEX {name} ON privacy_journalentry ({about}) WHERE stream = '{stream}' AND {about} IS NOT NULL",
        f"DROP INDEX {name}",
    )


def cascade(table: str, column: str, parent: str, parent_column: str = "id") -> RunSQL:
    """Let the database delete children with their parent: three times faster than collecting them first."""
    # Names of ours, not values.
    swap = f"""
    DO $$ DECLARE name text; BEGIN
      SELECT conname INTO STRICT name FROM pg_constraint
      WHERE contype = 'f' AND conrelid = '{table}'::regclass AND confrelid = '{parent}'::regclass
        AND conkey = (SELECT array_agg(attnum) FROM pg_attribute
                      WHERE attrelid = '{table}'::regclass AND attname = '{column}');
      EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I, ADD CONSTRAINT %I FOREIGN KEY ({column})'
        ' REFERENCES {parent} ({parent_column}) {{action}} DEFERRABLE INITIALLY DEFERRED', name, name);
    END $$
    """  # noqa: S608
    return RunSQL(swap.format(action="ON DELETE CASCADE"), swap.format(action=""))


def by_index(function: str) -> RunSQL:
    """Have a trigger function find its rows by an index.

    A session plans the statements of a function once. Planned while the table is empty, they would read all of it for
    each of the rows that the session then writes: 50 000 entries of the journal took minutes instead of seconds.
    """
    settings = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
    return RunSQL(
        [f"ALTER FUNCTION {function}() SET {setting} = off" for setting in settings],
        [f"ALTER FUNCTION {function}() RESET {setting}" for setting in settings],
    )
