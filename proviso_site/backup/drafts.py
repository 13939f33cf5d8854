"""Temporary folders of backups that are made or opened; they hold the whole database, unencrypted.

Each has a file that its process locks, so that one that was left behind by a killed process is told from one in use.
"""

import contextlib
import fcntl
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from privacy.retention import backups

_LOCK = "lock"


@contextlib.contextmanager
def draft_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder, and delete it at the end; ``prefix`` is one of ``backups.HALF_MADE``."""
    with tempfile.TemporaryDirectory(dir=parent, prefix=prefix) as name, Path(name, _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(name)


def abandoned(parent: Path, now: datetime) -> list[Path]:
    """Return the folders whose process has ended, and those without a lock that nobody has written to for a day."""
    old = backups.half_made(parent, now - backups.GRACE)
    return [path for path in backups.half_made(parent, now) if path in old or _is_abandoned(path / _LOCK)]


def _is_abandoned(path: Path) -> bool:
    try:
        with path.open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False  # locked, or the folder has just been made or deleted
    return True
