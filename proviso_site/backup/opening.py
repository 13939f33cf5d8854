"""Open a backup: decrypt it, unpack it and verify its checksums before the site is changed."""

import contextlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pyrage
from django.db.migrations.loader import MigrationLoader

from privacy.erasure.ledger_file import LedgerFile, ledger_files
from proviso_site.backup import drafts, keys
from proviso_site.backup.errors import BackupError
from proviso_site.backup.making import DUMP, FILES, FORMAT, MANIFEST, sha256


@dataclass(frozen=True, kw_only=True)
class OpenedBackup:
    """A verified backup, unpacked into a temporary folder."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def dump(self) -> Path:
        return self.folder / DUMP

    @property
    def files(self) -> Path:
        return self.folder / FILES

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["made_at"])


@contextlib.contextmanager
def open_backup(path: Path) -> Iterator[OpenedBackup]:
    """Open a backup; raises ``BackupError`` for a file that is no backup, is damaged or of a newer version."""
    if not path.is_file():
        raise BackupError(f"{path} is not a file.")
    with drafts.draft_folder(path.parent, ".opening-") as folder:
        tar = _unsealed(path, folder) if path.suffix == ".age" else path
        try:
            with tarfile.open(tar) as file:
                manifest = json.loads(_read(file, MANIFEST))
                is_ours = manifest["format"] == FORMAT
                if is_ours:
                    _refuse_strays(path, file, manifest)
                    file.extractall(folder, filter="data")
        except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as wrong:
            raise BackupError(f"{path} is not a backup of this site, or it is damaged.") from wrong
        if not is_ours:
            raise BackupError(f"{path} is a backup of another version of this program.")
        _refuse_damage(path, folder, manifest)
        _refuse_newer(path, manifest)
        yield OpenedBackup(folder=folder, manifest=manifest)


def refuse_another_ledger(backup: OpenedBackup) -> None:
    """Raise ``BackupError`` unless the ledger here contains the last entry that the backup knows."""
    number, value = backup.manifest["ledger"]
    if not number:
        return
    for file in ledger_files():
        if _has(file, number, value):
            return
    raise BackupError(
        "The ledger of erasures here is not the one that this backup belongs to: bring it back first (ERASURE_LEDGER), "
        "or say --without-ledger and answer for everybody who was erased since."
    )


def _has(file: LedgerFile, number: int, value: str) -> bool:
    line = next(file.lines(after=number - 1), None)
    return line is not None and line.hash == value


def _unsealed(path: Path, folder: Path) -> Path:
    try:
        pyrage.decrypt_file(str(path), str(folder / "whole.tar"), [keys.identity()])
    except (pyrage.DecryptError, OSError) as wrong:
        raise BackupError(
            f"{path} cannot be decrypted with this BACKUP_IDENTITY, or it is damaged: {wrong}."
        ) from wrong
    return folder / "whole.tar"


def _read(file: tarfile.TarFile, name: str) -> bytes:
    member = file.extractfile(name)
    return member.read() if member else b""


def _refuse_strays(path: Path, file: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """Raise ``BackupError`` unless the archive holds only regular files that the manifest lists, each once."""
    listed = {MANIFEST, *manifest["members"]}
    seen = set[str]()
    for member in file:
        is_expected = member.name in listed and member.name not in seen and member.isreg()
        if not is_expected or not _is_safe(member.name):
            raise BackupError(
                f"{path} holds what it does not list, or nothing that this program packs: {member.name!r}."
            )
        seen.add(member.name)


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name in (MANIFEST, DUMP) or (parts[0] == FILES and len(parts) > 1 and ".." not in parts)


def _refuse_damage(path: Path, folder: Path, manifest: dict[str, Any]) -> None:
    for name, value in manifest["members"].items():
        if not (folder / name).is_file() or sha256(folder / name) != value:
            raise BackupError(f"{path} is damaged: {name} is not what was packed.")


def _refuse_newer(path: Path, manifest: dict[str, Any]) -> None:
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest["migrations"]) - ours):
        raise BackupError(f"{path} was made by a newer version of this program, which has {unknown[0]}.")
