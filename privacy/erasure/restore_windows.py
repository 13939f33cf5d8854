"""Choices that a restore has lost the record of: they are asked again. Every process holds the windows in memory."""

from datetime import datetime

from privacy.erasure import restore_guard
from privacy.erasure.restores import RestoreWindow, restore_windows
from privacy.web.stale_copy import StaleWhileRevalidate


def is_in_restore_window(made_at: datetime) -> bool:
    """Tell whether a choice was made after a backup and before that backup was restored: it has no proof any more."""
    return any(window.contains(made_at) for window in copy.get() or ())


def _load(_known: tuple[RestoreWindow, ...] | None) -> tuple[RestoreWindow, ...] | None:
    return restore_windows()


# As short as that of the restore guard: while a restore waits for all processes, they learn of its window too.
copy = StaleWhileRevalidate(
    _load, empty=None, name="restore-windows", fresh=restore_guard.FRESH, stale=restore_guard.STALE
)
