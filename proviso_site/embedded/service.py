"""Base class of a server in the folder VAR. Several processes share it and find it by its pid file."""

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
def services_lock(var: Path) -> Iterator[None]:
    """Hold the lock for starting or stopping the services of ``var``."""
    with (var / "services.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Service(abc.ABC):
    """A server whose files in VAR are named after it."""

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
        """Return the file whose first line is the process id."""

    @abc.abstractmethod
    def answers(self) -> bool:
        """Return whether a server on the chosen port accepts our password."""

    @abc.abstractmethod
    def start(self) -> None:
        """Remove leftovers of a killed server, start, and wait until the server answers."""

    @property
    def password(self) -> str:
        return remember(self.var / f"{self.name.lower()}.password")

    @property
    def port(self) -> int:
        """Return the last chosen port, 0 before the first start."""
        with contextlib.suppress(OSError, ValueError):
            return int(self.port_file.read_text())
        return 0

    @property
    def ending(self) -> str | None:
        """Describe how the server ended; None while its process runs."""
        return "has stopped" if self._pid() is None else None

    def is_running(self) -> bool:
        """Return whether the server of this folder runs and answers."""
        return self._pid() is not None and self.answers()

    def restart(self) -> None:
        """Start the server again on the same port, which the other processes know."""
        with services_lock(self.var):
            if self.is_running():
                return  # another process has restarted it
            port = self.port
            self.start()
            if self.port != port:
                raise EmbeddedError(f"{self.name} has stopped, and another program took its port {port}: start again.")

    def stop(self) -> None:
        """Stop the server of this folder if it runs: cleanly, or by force after 20 seconds."""
        if (pid := self._pid()) is not None:
            stop(pid, self.stop_signal, patience=20)

    def _pid(self) -> int | None:
        """Return the process id of the server, None if it does not run."""
        if self.process and self.process.poll() is None:
            return self.process.pid
        with contextlib.suppress(OSError, IndexError, ValueError):
            pid = int(self.pid_file.read_text().split()[0])
            # A stale pid file may hold the id of another program.
            return pid if str(self.folder) in command_line(pid) else None
        return None

    def _try(self, start: Callable[[], subprocess.Popen[bytes]], seconds: float) -> bool:
        """Start the process and wait until it answers; return whether it runs."""
        self.process = process = start()
        wait_until(lambda: process.poll() is not None or self.answers(), seconds)
        return process.poll() is None

    def _failed(self, problem: str = "did not start") -> EmbeddedError:
        return EmbeddedError(f"{self.name} {problem}: {last_line(self.log)} (more in {self.log})")

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
