"""Processes that belong to one run: each in a session of its own, none outlives the supervisor."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from proviso_site.embedded.processes import last_line, launch, wait_until

MARK = "PROVISO_RUN_OF"
LOG_LIMIT = 5_000_000  # bytes; a longer log is set aside at the next start


@dataclass
class Child:
    """A program, started by ``start``; what it prints goes to ``log``."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; the kernel stops it if this process is killed."""
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".old.log"))
        self.process = launch(
            ["--die-with", str(os.getpid())], [sys.executable, *self.arguments], self.log, self.environment
        )

    @property
    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self.process.poll() if self.process else None

    def signal(self, number: signal.Signals) -> None:
        """Send ``number`` to the program and everything that it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def last_words(self) -> str:
        """Return the last line it printed."""
        return last_line(self.log)


def stop_all(children: list[Child], *, patience: float) -> None:
    """Stop every child and its offspring: politely, then after ``patience`` seconds by force."""
    running = [child for child in children if child.process]
    for child in running:
        if child.exit_code is None and child.process:
            # Only the program itself: it knows how to end its own workers.
            with contextlib.suppress(ProcessLookupError):
                child.process.terminate()
    wait_until(lambda: all(child.exit_code is not None for child in running), patience)
    for child in running:
        child.signal(signal.SIGKILL)


def clear_leftovers(var: Path) -> None:
    """Kill what an earlier run of ``var`` left behind when it was killed (Linux; elsewhere there is nothing to see)."""
    mark = f"{MARK}={var}".encode()
    found = [pid for pid in _all_processes() if pid != os.getpid() and mark in _environment(pid)]
    for pid in found:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 5
    while any(mark in _environment(pid) for pid in found) and time.monotonic() < end:
        time.sleep(0.05)


def _all_processes() -> list[int]:
    with contextlib.suppress(OSError):
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return []


def _environment(pid: int) -> list[bytes]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return []
