"""Restore a backup into a new database, which then replaces the old one; the site is closed meanwhile."""

import contextlib
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from privacy.conf import privacy_settings
from privacy.erasure import replaying, restore_guard
from privacy.erasure.errors import LedgerError
from privacy.erasure.ledger_file import ledger_files
from privacy.journal.queries import last_entries
from proviso_site.backup import files
from proviso_site.backup.errors import BackupError
from proviso_site.backup.opening import OpenedBackup
from proviso_site.backup.programs import run

_MARGIN = 1.0  # seconds


def restore(*, backup: OpenedBackup, is_without_ledger: bool, now: datetime) -> None:
    """Replace the site's database and files by the backup; the site stays closed until ``replay_erasures``.

    ``is_without_ledger`` starts a new ledger from the entries in the backup. If the dump cannot be restored or the
    files cannot be copied, the database stays as it was, and the site opens again. Raises ``BackupError``, also if the
    database is restored but the files could not be exchanged; the message says so.
    """
    place = Path(settings.MEDIA_ROOT)
    name = str(settings.DATABASES["default"]["NAME"])
    draft = f"{name}_restoring"
    with _server() as server:
        _drop(server, draft)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        try:
            new = files.prepare(backup, place)
            run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={draft}", str(backup.dump), database=draft)  # fmt: skip
            _close_the_site(draft, backup, is_without_ledger, now)
            connection.close()
            _swap(server, name, draft)
        except (BackupError, psycopg.Error, LedgerError, OSError) as failure:
            _drop(server, draft)
            files.discard(place)
            with contextlib.suppress(LedgerError, OSError):
                replaying.replay(now=now)  # opens the old database again: the ledger has recorded the attempt
            raise BackupError(f"Nothing was restored: {failure}") from failure
    try:
        files.swap(new, place)
    except BackupError as failure:
        _make_current()
        raise BackupError(f"The database is restored, and closed. {failure}") from failure
    _make_current()


def _make_current() -> None:
    restore_guard.forget()
    call_command("migrate", interactive=False, verbosity=0)
    if privacy_settings().web_database_url:
        call_command("grant_rights", verbosity=0)


def _close_the_site(draft: str, backup: OpenedBackup, is_without_ledger: bool, now: datetime) -> None:
    """Record the restore in the ledger, which closes the site in every process on every machine."""
    if is_without_ledger:
        for file in ledger_files():
            if file.path.exists():
                file.path.rename(file.path.with_name(f"{file.path.name}.{now:%Y%m%dT%H%M%S}"))
    with _connected_to(draft):
        if is_without_ledger:
            replaying.rewrite_ledger(now=now)
        then = last_entries(now)
    replaying.declare_restore(backup_at=backup.made_at, heads_then=then, now=now)
    time.sleep(restore_guard.STALE + _MARGIN)  # until every process has read the ledger again


@contextlib.contextmanager
def _connected_to(database: str) -> Iterator[None]:
    """Connect Django to another database of the same server while the block runs."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def _swap(server: psycopg.Connection, name: str, draft: str) -> None:
    """Replace the database ``name`` by ``draft``, and drop the old one; its connections are closed."""
    old = f"{name}_replaced"
    names = {"name": sql.Identifier(name), "draft": sql.Identifier(draft), "old": sql.Identifier(old)}
    _drop(server, old)
    server.execute(sql.SQL("ALTER DATABASE {name} ALLOW_CONNECTIONS false").format(**names))
    try:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        _rename(server, sql.SQL("ALTER DATABASE {name} RENAME TO {old}").format(**names))
        try:
            _rename(server, sql.SQL("ALTER DATABASE {draft} RENAME TO {name}").format(**names))
        except psycopg.Error:
            server.execute(sql.SQL("ALTER DATABASE {old} RENAME TO {name}").format(**names))
            raise
    except psycopg.Error:
        server.execute(sql.SQL("ALTER DATABASE {name} ALLOW_CONNECTIONS true").format(**names))
        raise
    _drop(server, old)


def _rename(server: psycopg.Connection, statement: sql.Composed) -> None:
    """Rename a database; wait up to five seconds until its last session has ended."""
    for _attempt in range(50):
        try:
            server.execute(statement)
        except psycopg.errors.ObjectInUse:
            time.sleep(0.1)
        else:
            return
    server.execute(statement)


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _server() -> psycopg.Connection:
    configuration = settings.DATABASES["default"]
    try:
        return psycopg.connect(
            host=configuration.get("HOST") or None, port=configuration.get("PORT") or None,
            user=configuration.get("USER") or None, password=configuration.get("PASSWORD") or None,
            dbname="postgres", autocommit=True, connect_timeout=5,
        )  # fmt: skip
    except psycopg.OperationalError as away:
        raise BackupError("The database server does not answer.") from away
