"""A drill: the newest backup is restored into a scratch database, which is looked at and dropped again (LAW A-09)."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from psycopg import sql

from privacy.conf import privacy_settings
from privacy.erasure import replaying
from privacy.journal import operations as journal
from privacy.retention import backups
from proviso_site.backup import opening, records
from proviso_site.backup.databases import connected_to, drop, lock_alone, scratch_name, server_connection
from proviso_site.backup.errors import BackupError
from proviso_site.backup.opening import OpenedBackup
from proviso_site.backup.programs import run

_FAULTS = 3


def newest() -> Path:
    """Return the newest backup. Raises ``BackupError`` if there is none."""
    made = list(backups.made(Path(privacy_settings().backup_folder)))
    if not made:
        raise BackupError(f"There is no backup in {privacy_settings().backup_folder}.")
    return made[-1][0]


def drill(*, path: Path, now: datetime) -> tuple[int, int]:
    """Restore a backup into a scratch database; return its rows, and how many lines of the ledger it lacked.

    Changes its database, so it is for a process of its own. The journal's chain is verified, the ledger is done again
    and everything that it ended is looked for; the site is not touched. Raises ``BackupError``.
    """
    with opening.open_backup(path) as backup, _scratch(backup) as name, connected_to(name):
        call_command("migrate", interactive=False, verbosity=0)
        faults = [fault.line_in_english for fault in islice(journal.verify_chain(), _FAULTS)]
        if faults:
            raise BackupError(f"The journal in {path.name} does not hold: {'; '.join(faults)}.")
        lines = replaying.rehearse()
        rows = sum(model._base_manager.count() for model in apps.get_models() if model._meta.managed)
    records.record_drill(path, rows=rows, lines=lines, now=now)
    return rows, lines


@contextlib.contextmanager
def _scratch(backup: OpenedBackup) -> Iterator[str]:
    """Restore a backup into a database beside the site's, and drop it at the end: it holds who was erased since."""
    name = scratch_name()
    with server_connection() as server:
        if not lock_alone(server, name):
            raise BackupError("Another drill is going on.")
        drop(server, name)
        try:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={name}", str(backup.dump), database=name)  # fmt: skip
            yield name
        except psycopg.Error as failure:
            raise BackupError(f"The scratch database could not be made: {failure}") from failure
        finally:
            drop(server, name)
