"""Processes that belong to one run: each in a session of its own, restarted when it dies, none outlives the run."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from proviso_site.embedded.processes import dying_with_us, is_alive, last_line, launch, wait_until
from proviso_site.embedded.service import Service

MARK = "PROVISO_RUN_OF"
LOG_LIMIT = 5_000_000  # bytes; a longer log is set aside at the next start
DEATHS, WITHIN = 5, 60  # so many deaths of one part in so many seconds end the run


class RunError(Exception):
    """The site cannot run; the message is the one line that says why."""


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
        self.process = launch(dying_with_us([sys.executable, *self.arguments]), self.log, self.environment)

    def restart(self) -> None:
        """Start it again; what it had started itself may still hold its port."""
        self.kill()
        self.start()

    @property
    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self.process.poll() if self.process else None

    @property
    def ending(self) -> str | None:
        """Return in words how it ended, None while it runs."""
        if (code := self.exit_code) is None:
            return None
        return f"was killed by signal {-code}" if code < 0 else f"has stopped ({code}): {self.last_words()}"

    def kill(self) -> None:
        """Kill the program and everything that it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """Return the last line it printed."""
        return last_line(self.log)


@dataclass
class Keeper:
    """Restarts one part when it dies, after each death later, and gives up when it does not stay alive."""

    part: Child | Service
    say: Callable[[str], None]
    deaths: list[float] = field(default_factory=list)
    restart_at: float | None = None

    def look(self, now: float) -> None:
        """Restart the part if it has ended and its time has come; ``now`` is in seconds of a monotonic clock."""
        if (ending := self.part.ending) is None:
            return
        if self.restart_at is None:
            self.deaths = [died_at for died_at in self.deaths if now - died_at < WITHIN] + [now]
            if len(self.deaths) == DEATHS:
                raise RunError(
                    f"{self.part.name} died {DEATHS} times within a minute and {ending} (more in {self.part.log})"
                )
            self.restart_at = now + 2 ** (len(self.deaths) - 2)
            self.say(f"{self.part.name} {ending}; starting it again")
        if now >= self.restart_at:
            self.restart_at = None
            self.part.restart()


def stop_all(children: list[Child], *, patience: float) -> None:
    """Stop every child and its offspring: politely, then after ``patience`` seconds by force."""
    for child in children:
        if child.process:
            child.process.terminate()  # only the program itself: it knows how to end its own workers
    wait_until(lambda: all(not child.process or child.process.poll() is not None for child in children), patience)
    for child in children:
        child.kill()


def clear_leftovers(var: Path) -> None:
    """Kill what an earlier run of ``var`` left behind when it was killed (Linux; elsewhere there is nothing to see)."""
    leftovers = marked_processes(var) - {os.getpid()}
    for pid in leftovers:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, leftovers)), 5)


def marked_processes(var: Path) -> set[int]:
    """Return the processes whose environment says that they are of a run of ``var``."""
    mark, marked = f"{MARK}={var}".encode(), set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # it has ended, or is another user's
            if mark in path.read_bytes().split(b"\0"):
                marked.add(int(path.parent.name))
    return marked
