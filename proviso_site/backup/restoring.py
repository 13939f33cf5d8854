"""Restore a backup into a new database, which then replaces the old one; the site is closed meanwhile."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from psycopg import sql

from privacy.conf import privacy_settings
from privacy.erasure import replaying, restore_guard, revision_numbers
from privacy.erasure.errors import LedgerError
from privacy.erasure.ledger_file import ledger_files
from privacy.journal.queries import last_entries
from proviso_site.backup import files, losses
from proviso_site.backup.databases import connected_to, drop, server_connection
from proviso_site.backup.errors import BackupError
from proviso_site.backup.losses import LossReport
from proviso_site.backup.opening import OpenedBackup
from proviso_site.backup.programs import run

_MARGIN = 1.0  # seconds


def restore(
    *, backup: OpenedBackup, is_without_ledger: bool, is_without_replay: bool = False, now: datetime
) -> LossReport:
    """Replace the site's database and files by the backup; the site stays closed until ``replay_erasures``.

    What is newer than the backup is taken over from the replaced database where that is possible, and reported.

    ``is_without_ledger`` starts a new ledger from the entries in the backup. If the dump cannot be restored or the
    files cannot be copied, the database stays as it was, and the site opens again. Raises ``BackupError``, also if the
    database is restored but the files could not be exchanged; the message says so.
    """
    place = Path(settings.MEDIA_ROOT)
    name = str(settings.DATABASES["default"]["NAME"])
    draft = f"{name}_restoring"
    with server_connection() as server:
        _undo_killed(server, name)
        drop(server, draft)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        try:
            new = files.prepare(backup, place)
            run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={draft}", str(backup.dump), database=draft)  # fmt: skip
            with connected_to(draft):
                call_command("migrate", interactive=False, verbosity=0)
            _close_the_site(draft, backup, is_without_ledger, now)
            connection.close()
            with _set_aside(server, name) as old:
                report = _take_over(old, draft, backup, is_without_ledger, is_without_replay, now)
                _rename(server, draft, name)
        except (BackupError, psycopg.Error, DatabaseError, LedgerError, OSError) as failure:
            drop(server, draft)
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
    return report


def _make_current() -> None:
    restore_guard.forget()
    if privacy_settings().web_database_url:
        call_command("grant_rights", verbosity=0)


def _close_the_site(draft: str, backup: OpenedBackup, is_without_ledger: bool, now: datetime) -> None:
    """Record the restore in the ledger, which closes the site in every process on every machine."""
    if is_without_ledger:
        for file in ledger_files():
            if file.path.exists():
                file.path.rename(file.path.with_name(f"{file.path.name}.{now:%Y%m%dT%H%M%S}"))
    with connected_to(draft):
        if is_without_ledger:
            replaying.rewrite_ledger(now=now)
        then = last_entries(now)
    revision = _highest_revision()
    replaying.declare_restore(backup_at=backup.made_at, heads_then=then, revision=revision, now=now)
    time.sleep(restore_guard.STALE + _MARGIN)  # until every process has read the ledger again


def _highest_revision() -> int:
    """Return the highest number of a revision in the database that is replaced; 0 if it cannot be read."""
    try:
        return revision_numbers.highest_number()
    except DatabaseError:
        return 0
    finally:
        connection.close()


def _take_over(
    old: str | None, draft: str, backup: OpenedBackup, is_without_ledger: bool, is_without_replay: bool, now: datetime
) -> LossReport:
    """Read what is newer than the backup in the database ``old``, and take it over into ``draft``."""
    rows, unreadable = dict[str, Sequence[Any]](), tuple(losses.all_names())
    if old is not None:
        with connected_to(old):
            rows, unreadable = losses.collect(backup.made_at)
    with connected_to(draft):
        if not is_without_replay:
            replaying.do_again_here()
        return losses.carry(rows, unreadable, backup_at=backup.made_at, is_without_ledger=is_without_ledger, now=now)


@contextlib.contextmanager
def _set_aside(server: psycopg.Connection, name: str) -> Iterator[str | None]:
    """Take the database ``name`` away from everybody, and drop it at the end; on an error it gets its name back.

    Yields its name meanwhile: nobody else knows it, so what is read there is all that there is. None if there is no
    database to be replaced.
    """
    old = f"{name}_replaced"
    if not _exists(server, name):
        yield None
        return
    identifier = sql.Identifier(name)
    server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(identifier))
    try:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        _rename(server, name, old)
    except psycopg.Error:
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(identifier))
        raise
    server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(old)))
    try:
        yield old
    except BaseException:
        connection.close()
        _rename(server, old, name)
        raise
    drop(server, old)


def _undo_killed(server: psycopg.Connection, name: str) -> None:
    """Give the database its name back that a killed restore had set aside, or drop the one that it had replaced."""
    old = f"{name}_replaced"
    if _exists(server, old) and not _exists(server, name):
        _rename(server, old, name)
    drop(server, old)


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _rename(server: psycopg.Connection, name: str, new: str) -> None:
    """Rename a database; wait up to five seconds until its last session has ended."""
    names = sql.Identifier(name), sql.Identifier(new)
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names)
    for _attempt in range(50):
        try:
            server.execute(statement)
        except psycopg.errors.ObjectInUse:
            time.sleep(0.1)
        else:
            return
    server.execute(statement)
