"""Which copies were handed to the mail server: a file for each issue, beside the ledger of erasures.

A database that was restored does not know which of its waiting copies left after the backup; these files do. They hold
the ids of deliveries and times, and end when no backup can be older.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from privacy.conf import privacy_settings
from privacy.erasure.ledger_file import ledger_files

_FOLDER = "handed-over"
_TAKEN = "taken"
_MARGIN = timedelta(days=2)  # backups are deleted when the next is made


class HandedOverFile:
    """The open files of an issue: one beside the ledger, and one beside its copy where there is one."""

    def __init__(self, files: list[IO[bytes]]) -> None:
        self._files = files

    def note(self, delivery_id: UUID, now: datetime) -> None:
        """Write, before it happens, that a copy is handed over. Raises ``OSError``."""
        # One write to a file that is open for appending: lanes in other processes do not mix with it.
        for file in self._files:
            file.write(f"{delivery_id.hex} {int(now.timestamp())}\n".encode())

    def note_taken(self, delivery_id: UUID) -> None:
        """Write that the mail server has taken a copy: it is in no doubt, even if its worker is killed now."""
        for file in self._files:
            with suppress(OSError):
                file.write(f"{delivery_id.hex} {_TAKEN}\n".encode())


@contextmanager
def open_for(issue_id: UUID) -> Iterator[HandedOverFile]:
    """Open the files of an issue for a lane; they are on disk at its end. Raises ``OSError``."""
    files = list[IO[bytes]]()
    try:
        for folder in _folders():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.append((folder / issue_id.hex).open("ab", buffering=0))
        yield HandedOverFile(files)
    finally:
        for file in files:
            # A killed process loses nothing. A power cut may lose the last seconds, which matters only if the database
            # is lost with it.
            with suppress(OSError):
                os.fsync(file.fileno())
            file.close()


def handed_over(issue_id: UUID) -> dict[UUID, datetime]:
    """Return the copies of an issue that were handed over, with the time; none if there is no file."""
    found = dict[UUID, datetime]()
    for folder in _folders():
        with suppress(FileNotFoundError):
            for line in (folder / issue_id.hex).read_text("ascii", errors="replace").splitlines():
                with suppress(ValueError, OverflowError):
                    name, seconds = line.split(" ")
                    found[UUID(name)] = datetime.fromtimestamp(int(seconds), UTC)
    return found


def taken(issue_id: UUID) -> set[UUID]:
    """Return the copies of an issue that the mail server took when they were last handed over, by their workers."""
    copies = set[UUID]()
    for folder in _folders():
        with suppress(FileNotFoundError):
            for line in (folder / issue_id.hex).read_text("ascii", errors="replace").splitlines():
                name, _space, word = line.partition(" ")
                with suppress(ValueError):
                    (copies.add if word == _TAKEN else copies.discard)(UUID(name))
    return copies


def prune(now: datetime) -> None:
    """Delete the files that were last written before the oldest backup."""
    before = now - timedelta(days=privacy_settings().backup_days) - _MARGIN
    for folder in _folders():
        for path in folder.iterdir() if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()


def _folders() -> list[Path]:
    return list(dict.fromkeys(file.path.with_name(_FOLDER) for file in ledger_files()))
