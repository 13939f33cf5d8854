"""PostgreSQL and Valkey for one machine with nothing installed: started from wheels, kept in the folder VAR.

Several processes may use the services of one VAR at once (``make run``, a ``manage.py`` command): each holds a shared
lock while it does, and the last to leave stops them. A killed process leaves its lock to the kernel, so whoever comes
next finds the services either alive, and uses them, or dead, and starts them.
"""

import atexit
import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.postgres import Postgres
from proviso_site.embedded.valkey import Valkey

__all__ = ["EmbeddedError", "Services", "fill_environment"]


@dataclass
class Services:
    """The embedded services of one VAR, and this process's use of them."""

    var: Path
    postgres_settings: dict[str, str] = field(default_factory=dict)
    _use: IO[str] | None = None

    def __post_init__(self) -> None:
        self.var = self.var.absolute()
        self.postgres = Postgres(self.var / "postgresql", self.var / "log" / "postgresql.log", self.postgres_settings)
        self.valkey = Valkey(self.var / "valkey", self.var / "log" / "valkey.log")

    def attach(self) -> None:
        """Start what does not run, and keep it running until ``detach`` or the end of this process."""
        prepare(self.var)
        with self._turn():
            for service in (self.postgres, self.valkey):
                if not service.is_running():
                    service.start()
            self._use = (self.var / "services.users").open("w")
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def detach(self) -> None:
        """Stop using the services; stop them when nobody else does."""
        if self._use is None:
            return
        with self._turn(), self._use as use:
            fcntl.flock(use, fcntl.LOCK_UN)
            self._use = None
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.valkey.stop()
                self.postgres.stop()

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time starts or stops services."""
        with (self.var / "services.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def prepare(var: Path) -> None:
    """Make the folder VAR, private to its owner but for the way through it when we are root (PostgreSQL is not)."""
    try:
        var.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        (var / "log").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"VAR={var} cannot be used: {error.strerror}.") from error


def fill_environment(var: Path, postgres_settings: dict[str, str] | None = None) -> Services | None:
    """Set DATABASE_URL and REDIS_URL to the embedded services of ``var``, unless both are set already."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return None
    services = Services(var, postgres_settings or {})
    services.attach()
    os.environ.setdefault("DATABASE_URL", services.postgres.url())
    os.environ.setdefault("REDIS_URL", services.valkey.url)
    atexit.register(services.detach)
    return services
