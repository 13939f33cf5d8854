"""The processes of a run: each in its own session, restarted when it dies, and stopped with the run."""

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
LOG_LIMIT = 5_000_000  # bytes; a longer log is renamed at the next start
DEATHS, WITHIN = 5, 60  # the run ends when a part dies 5 times within 60 seconds


class RunError(Exception):
    """The site cannot run; the message is a single line with the reason."""


@dataclass
class Child:
    """A Python program whose output is appended to ``log``."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program; the kernel stops it if this process is killed."""
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".old.log"))
        self.process = launch(dying_with_us([sys.executable, *self.arguments]), self.log, self.environment)

    def restart(self) -> None:
        """Start the program again."""
        self.kill()  # its own children may still occupy the port
        self.start()

    @property
    def exit_code(self) -> int | None:
        """Return the exit code, None while the program runs."""
        return self.process.poll() if self.process else None

    @property
    def ending(self) -> str | None:
        """Describe how the program ended, None while it runs."""
        if (code := self.exit_code) is None:
            return None
        return f"was killed by signal {-code}" if code < 0 else f"has stopped ({code}): {self.last_words()}"

    def kill(self) -> None:
        """Kill the program and everything that it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """Return the last line of the log."""
        return last_line(self.log)


@dataclass
class Keeper:
    """Restarts a part when it dies, each time after a longer delay, and gives up after ``DEATHS`` deaths."""

    part: Child | Service
    say: Callable[[str], None]
    deaths: list[float] = field(default_factory=list)
    restart_at: float | None = None

    def check(self, now: float) -> None:
        """Restart the part if it has ended and its delay is over; ``now`` is in seconds of a monotonic clock."""
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
    """Terminate every child, and after ``patience`` seconds kill it with its own children."""
    for child in children:
        if child.process:
            child.process.terminate()  # the program alone: it stops its own workers
    wait_until(lambda: all(not child.process or child.process.poll() is not None for child in children), patience)
    for child in children:
        child.kill()


def clear_leftovers(var: Path) -> None:
    """Kill the processes that a killed run of ``var`` left behind (on Linux; elsewhere none are found)."""
    leftovers = marked_processes(var) - {os.getpid()}
    for pid in leftovers:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, leftovers)), 5)


def marked_processes(var: Path) -> set[int]:
    """Return the ids of the processes whose environment marks them as part of a run of ``var``."""
    mark, marked = f"{MARK}={var}".encode(), set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # the process has ended, or belongs to another user
            if mark in path.read_bytes().split(b"\0"):
                marked.add(int(path.parent.name))
    return marked
