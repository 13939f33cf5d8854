"""Restore the site's files: copy them beside the current ones, compare checksums, and exchange the folders last."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from proviso_site.backup.errors import BackupError
from proviso_site.backup.making import FILES, sha256
from proviso_site.backup.opening import OpenedBackup


def prepare(backup: OpenedBackup, place: Path) -> Path:
    """Copy the files of the backup to a folder beside ``place``, and return it; ``place`` is not changed.

    Raises ``BackupError`` if a copy has another checksum, and ``OSError`` without disk space or permission.
    """
    new, old = _beside(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    if old.exists() and not place.exists():
        old.rename(place)  # an earlier restore was killed between the two renames of swap()
    for folder in (new, old):
        if folder.exists():
            shutil.rmtree(folder)
    new.mkdir()
    for name, value in _listed(backup.manifest["members"]).items():
        target = new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup.files / name, target)
        if sha256(target) != value:
            raise BackupError(f"{name} could not be copied as it was packed.")
    return new


def swap(new: Path, place: Path) -> None:
    """Replace ``place`` by ``new``; on failure undo it and raise ``BackupError``, which says where all files are."""
    _new, old = _beside(place)
    try:
        if place.exists():
            place.rename(old)
        try:
            new.rename(place)
        except OSError:
            if old.exists():
                old.rename(place)
            raise
    except OSError as failure:
        raise BackupError(
            f"The files could not be put in their place ({failure}). Those of the backup are in {new}, those of before "
            f"in {place if place.exists() else old}: exchange them by hand, then run `manage.py replay_erasures`."
        ) from failure
    shutil.rmtree(old, ignore_errors=True)


def discard(place: Path) -> None:
    """Remove the files that ``prepare`` copied."""
    shutil.rmtree(_beside(place)[0], ignore_errors=True)


def _beside(place: Path) -> tuple[Path, Path]:
    return place.with_name(f"{place.name}.new"), place.with_name(f"{place.name}.old")


def _listed(members: Mapping[str, str]) -> dict[str, str]:
    start = f"{FILES}/"
    return {name.removeprefix(start): value for name, value in members.items() if name.startswith(start)}
