"""Make a backup: a dated file with checksums, encrypted, readable by its owner only."""

import hashlib
import io
import json
import os
import shutil
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from privacy.erasure import restore_guard
from privacy.erasure.ledger_file import LedgerEnd
from privacy.erasure.restore_guard import LedgerState
from privacy.retention import backups
from proviso_site.backup import drafts, keys, records
from proviso_site.backup.errors import BackupError
from proviso_site.backup.programs import run

FORMAT = "proviso-backup-1"
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
# Left out on purpose; a restore on a new machine needs them from elsewhere.
KEPT_ELSEWHERE = ("SECRET_KEY", "EXPORT_IDENTITY", "JOURNAL_KEY", "BACKUP_IDENTITY", "ERASURE_LEDGER", "JOURNAL_HEADS")


def make_backup(*, folder: Path, now: datetime, is_plain: bool = False) -> Path:
    """Write a backup into ``folder`` and return its path; raises ``BackupError``.

    Encrypted, unless ``is_plain``; without a key it is refused. A restored database is refused until
    ``replay_erasures`` has run.
    """
    # Its backup would bring back the data that is still to be erased again.
    if restore_guard.compare_with_ledger() is LedgerState.RESTORED:
        raise BackupError(
            "This database was restored and waits for `manage.py replay_erasures`: back it up afterwards."
        )
    key = None if is_plain else keys.recipient()
    if key is None and not is_plain:
        raise BackupError("There is no key: set BACKUP_RECIPIENT or BACKUP_IDENTITY, or say --plain.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"backup-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar" + (".age" if key else "")
    if (folder / name).exists():
        raise BackupError(f"{folder / name} is there already.")
    with drafts.draft_folder(folder, ".making-") as draft:
        dump, tar = draft / DUMP, draft / "whole.tar"
        end = restore_guard.known_end()  # read before the dump, so that erasures during the dump come after it
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", *without_keys())
        _pack(tar, dump, end, now)
        whole = _sealed(tar, key) if key else tar
        whole.chmod(0o600)
        with whole.open("rb") as file:
            os.fsync(file.fileno())
        whole.rename(folder / name)
    records.record_backup(folder / name, is_encrypted=key is not None, now=now)
    return folder / name


def prune(*, folder: Path, days: int, most: int | None = None, now: datetime) -> list[Path]:
    """Delete the backups that are older than ``days`` by their names (LAW D-24), and those beyond the ``most`` newest.

    Return their paths. Unencrypted temporary folders of killed backups and restores are deleted too.
    """
    made = list(backups.made(folder))
    surplus = len(made) - most if most else 0
    expired = [path for number, (path, at) in enumerate(made) if number < surplus or at < now - timedelta(days=days)]
    for path in expired:
        path.unlink(missing_ok=True)
    for leftover in drafts.abandoned(folder, now):
        shutil.rmtree(leftover, ignore_errors=True)
    return expired


def without_keys() -> list[str]:
    """Return what leaves the rows out whose deletion a backup must not undo: the keys of what is sealed."""
    tables = [model._meta.db_table for model in apps.get_models() if getattr(model, "is_in_no_backup", False)]
    return [f"--exclude-table-data=public.{table}" for table in tables]


def _pack(tar: Path, dump: Path, end: LedgerEnd, now: datetime) -> None:
    root = Path(settings.MEDIA_ROOT)
    files = sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else []
    members = {DUMP: dump} | {f"{FILES}/{path.relative_to(root)}": path for path in files}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "server": connection.pg_version,  # type: ignore[attr-defined]
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "ledger": [end.number, end.hash],
        "members": {name: sha256(path) for name, path in members.items()},
        "kept_elsewhere": KEPT_ELSEWHERE,
    }
    text = json.dumps(manifest, indent=1, sort_keys=True).encode()
    with tarfile.open(tar, "w") as file:
        head = tarfile.TarInfo(MANIFEST)
        head.size, head.mode = len(text), 0o600
        file.addfile(head, io.BytesIO(text))
        for name, path in members.items():
            file.add(path, name, recursive=False)


def _sealed(tar: Path, recipient: pyrage.x25519.Recipient) -> Path:
    sealed = tar.with_suffix(".age")
    try:
        pyrage.encrypt_file(str(tar), str(sealed), [recipient])
    except pyrage.EncryptError as error:  # a full disk, too
        raise BackupError(f"The backup could not be encrypted: {error}.") from error
    return sealed


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
