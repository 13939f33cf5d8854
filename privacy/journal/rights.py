"""Who may do what to the tables that are only ever added to (LAW A-15)."""

from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from privacy.journal.sql import CHAIN, REFUSE

JOURNAL = "privacy_journalentry"
KEPT_TABLES = (JOURNAL, "privacy_revision", "privacy_revisiondocument", "privacy_revisiontext")

_BODIES = {"privacy_refuse": REFUSE.split("$$")[1], "privacy_journal_chain": CHAIN.split("$$")[1]}
_FOUND = """
SELECT tgname, tgenabled, replace(pg_get_triggerdef(pg_trigger.oid), quote_ident(nspname) || '.', ''), proname, prosrc
FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relname = ANY(%s) AND pg_table_is_visible(pg_class.oid) AND NOT tgisinternal
"""
_POWERS = """
SELECT rolsuper OR pg_has_role(oid, (SELECT relowner FROM pg_class WHERE pg_class.oid = %s::regclass), 'MEMBER')
  OR has_table_privilege(oid, %s, 'UPDATE') OR has_table_privilege(oid, %s, 'DELETE')
  OR has_table_privilege(oid, %s, 'TRUNCATE') OR has_table_privilege(oid, %s, 'TRIGGER')
FROM pg_roles WHERE rolname = current_user
"""
_APPEND_ONLY = """
SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE proname = 'privacy_refuse' AND tgname LIKE '%%_append_only' AND pg_table_is_visible(pg_class.oid) ORDER BY 1
"""


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What stands between a writer and the journal's past."""

    expected: int
    wrong: tuple[str, ...]
    is_by_rights: bool

    @property
    def stands(self) -> bool:
        return not self.wrong

    @property
    def figure(self) -> str:
        """One line for a report, such as ``7 of 7 triggers, insert-only rights``."""
        level = "insert-only rights" if self.is_by_rights else "triggers only"
        return f"{self.expected - len(self.wrong)} of {self.expected} triggers, {level}"


def guard() -> Guard:
    """Look whether every trigger is there, unchanged and always on, and whether this role could get round them.

    ``is_by_rights``: this connection's role neither owns the journal nor may change, empty or re-trigger it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [list(KEPT_TABLES)])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_POWERS, [JOURNAL] * 5)
        may_change = cursor.fetchone()[0]
    wanted = _wanted()
    wrong = tuple(f"{name}: {why}" for name, text in wanted.items() if (why := _what_is_wrong(found.get(name), text)))
    return Guard(expected=len(wanted), wrong=wrong, is_by_rights=not may_change)


def _wanted() -> dict[str, str]:
    """Return every trigger that must be there, as the database spells it."""
    wanted = {
        f"{JOURNAL}_chain": f"CREATE TRIGGER {JOURNAL}_chain BEFORE INSERT ON {JOURNAL} "
        "FOR EACH ROW EXECUTE FUNCTION privacy_journal_chain()"
    }
    for table in KEPT_TABLES:
        wanted[f"{table}_append_only"] = (
            f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION privacy_refuse()"
        )
        wanted[f"{table}_no_truncate"] = (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION privacy_refuse()"
        )
    return wanted


def _what_is_wrong(found: tuple[str, str, str, str] | None, text: str) -> str:
    if found is None:
        return "missing"
    enabled, definition, function, body = found
    if enabled != "A":
        return "not always on"
    if definition != text or body != _BODIES.get(function):
        return "changed"
    return ""


def grant(*, role: str, password: str) -> list[str]:
    """Make ``role`` one that the site can run as: everything it needs, and only INSERT and SELECT where rows stay.

    Run by the owner of the tables after every migration; repeating it changes nothing. Returns the tables that the role
    may only add to.
    """
    names = {"role": sql.Identifier(role), "password": sql.Literal(password)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        names["database"] = sql.Identifier(cursor.fetchone()[0])
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        cursor.execute(_APPEND_ONLY)
        kept = [row[0] for row in cursor.fetchall()]
        for statement in (
            f"{verb} ROLE {{role}} LOGIN PASSWORD {{password}} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION",
            "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        ):
            cursor.execute(sql.SQL(statement).format(**names))
        for table in kept:
            names["table"] = sql.Identifier(table)
            cursor.execute(sql.SQL("REVOKE ALL ON {table} FROM {role}").format(**names))
            cursor.execute(sql.SQL("GRANT SELECT, INSERT ON {table} TO {role}").format(**names))
    return kept
