"""A server of the folder VAR that several processes use: found by its pid file, whichever of them started it."""

import abc
import contextlib
import fcntl
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.processes import command_line, last_line, stop, wait_until
from proviso_site.embedded.secrets import remember


@contextlib.contextmanager
def turn(var: Path) -> Iterator[None]:
    """Let one process at a time start or stop the services of ``var``."""
    with (var / "services.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Service(abc.ABC):
    """One server; its files in VAR are named after it."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    process: subprocess.Popen[bytes] | None = None

    def __init__(self, var: Path) -> None:
        self.var = var
        self.folder = var / self.name.lower()
        self.log = var / "log" / f"{self.name.lower()}.log"
        self.port_file = var / f"{self.name.lower()}.port"

    @property
    @abc.abstractmethod
    def pid_file(self) -> Path:
        """Return the file whose first line is the number of the process."""

    @abc.abstractmethod
    def answers(self) -> bool:
        """Say whether a server answers on our port to our password."""

    @abc.abstractmethod
    def start(self) -> None:
        """Start and wait until it answers, after clearing away what a killed server left."""

    @property
    def password(self) -> str:
        return remember(self.var / f"{self.name.lower()}.password")

    @property
    def port(self) -> int:
        """Return the port that was chosen last, 0 before the first start."""
        with contextlib.suppress(OSError, ValueError):
            return int(self.port_file.read_text())
        return 0

    @property
    def ending(self) -> str | None:
        """Return how it ended; None while its process runs, whether it answers or not."""
        return "has stopped" if self._pid() is None else None

    def is_running(self) -> bool:
        """Say whether the server of this very folder runs and answers."""
        return self._pid() is not None and self.answers()

    def restart(self) -> None:
        """Start it again on the same port, which its users know."""
        with turn(self.var):
            if self.is_running():
                return  # a manage.py command was faster
            port = self.port
            self.start()
            if self.port != port:
                raise EmbeddedError(f"{self.name} has stopped, and another program took its port {port}: start again.")

    def stop(self) -> None:
        """Stop the server of this folder, if one runs: cleanly, then by force."""
        if (pid := self._pid()) is not None:
            stop(pid, self.stop_signal, patience=20)

    def _pid(self) -> int | None:
        """Return the server's process; a stale file whose number is now another program's is no server."""
        if self.process and self.process.poll() is None:
            return self.process.pid
        with contextlib.suppress(OSError, IndexError, ValueError):
            pid = int(self.pid_file.read_text().split()[0])
            return pid if str(self.folder) in command_line(pid) else None
        return None

    def _try(self, start: Callable[[], subprocess.Popen[bytes]], seconds: float) -> bool:
        """Start the process and wait until it answers; say whether it does."""
        self.process = process = start()
        wait_until(lambda: process.poll() is not None or self.answers(), seconds)
        return process.poll() is None

    def _failed(self, what: str = "did not start") -> EmbeddedError:
        return EmbeddedError(f"{self.name} {what}: {last_line(self.log)} (more in {self.log})")

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
