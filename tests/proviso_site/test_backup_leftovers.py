"""What a killed backup or drill leaves behind is found and deleted by the next tick, and journalled."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from privacy.journal.models import JournalEntry
from proviso_site.backup import drafts, drilling, leftovers, tasks
from proviso_site.backup.databases import drop, exists, lock_alone, scratch_name, server_connection
from proviso_site.backup.errors import BackupError
from proviso_site.settings.places import BASE_DIR

pytestmark = pytest.mark.django_db
_MAKE = """
import sys, time
from pathlib import Path
from proviso_site.backup.drafts import draft_folder
with draft_folder(Path(sys.argv[1]), sys.argv[2]) as folder:
    (folder / "database.dump").write_text("everybody")
    print(folder, flush=True)
    time.sleep(600)
"""


def now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.PRIVACY = settings.PRIVACY | {"BACKUP_FOLDER": str(tmp_path)}
    return tmp_path


def failures() -> list[dict[str, str]]:
    return [json.loads(entry.facts) for entry in JournalEntry.objects.filter(event="backup.failed").order_by("seq")]


@pytest.mark.law("D-24")
@pytest.mark.parametrize("prefix", [".making-", ".opening-"])
def test_folder_of_a_killed_process_is_deleted_and_one_in_use_is_not(folder: Path, prefix: str) -> None:
    command = [sys.executable, "-c", _MAKE, str(folder), prefix]
    with subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        left = Path(process.stdout.readline().strip())
        try:
            assert leftovers.clear(now=now()) == []
            assert (left / "database.dump").exists()
        finally:
            process.kill()
    assert leftovers.clear(now=now()) == ["backup"]
    assert list(folder.iterdir()) == []
    assert failures() == [{"what": "backup", "reason": "Interrupted"}]


def test_folder_that_is_done_leaves_nothing(folder: Path) -> None:
    with drafts.draft_folder(folder, ".making-") as draft:
        assert drafts.abandoned(folder, now()) == []
        assert draft.is_dir()
    assert list(folder.iterdir()) == []


@pytest.mark.law("D-24")
def test_database_of_a_killed_drill_is_dropped_and_one_in_use_is_not(folder: Path) -> None:
    """It holds those who were erased since the backup."""
    name = scratch_name()
    with server_connection() as server:
        drop(server, name)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with server_connection() as drill:
                assert lock_alone(drill, name)
                tasks.clear_interrupted_backups()
                assert exists(server, name)
            _wait_for_the_lock(name)
            tasks.clear_interrupted_backups()
            assert not exists(server, name)
        finally:
            drop(server, name)
    assert failures() == [{"what": "drill", "reason": "Interrupted"}]


def test_second_drill_at_once_is_refused(folder: Path) -> None:
    backup: Any = None
    with server_connection() as drill:
        assert lock_alone(drill, scratch_name())
        with pytest.raises(BackupError, match="Another drill"), drilling._scratch(backup):
            raise AssertionError("two drills would drop each other's database")


def _wait_for_the_lock(name: str) -> None:
    for _look in range(200):
        with server_connection() as server:
            if lock_alone(server, name):
                return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
    raise psycopg.OperationalError("the lock of a closed connection is still held")
