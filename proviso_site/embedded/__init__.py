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

VARIABLES = {"PostgreSQL": "DATABASE_URL", "Valkey": "REDIS_URL"}


@dataclass
class Services:
    """The embedded services of one VAR, and this process's use of them."""

    var: Path
    postgres_settings: dict[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = tuple(VARIABLES)
    _use: IO[str] | None = None

    def __post_init__(self) -> None:
        self.var = self.var.absolute()
        self.postgres = Postgres(self.var / "postgresql", self.var / "log" / "postgresql.log", self.postgres_settings)
        self.valkey = Valkey(self.var / "valkey", self.var / "log" / "valkey.log")

    def attach(self) -> None:
        """Start what does not run, and keep it running until ``detach`` or the end of this process."""
        prepare(self.var)
        with self._turn():
            started: list[Postgres | Valkey] = []
            try:
                for service in self._wanted().values():
                    if not service.is_running():
                        started.append(service)
                        service.start()
                self._use = (self.var / "services.users").open("w")
                fcntl.flock(self._use, fcntl.LOCK_SH)
            except BaseException:  # Ctrl-C too: what nobody uses must not stay
                for service in started:
                    service.stop()
                raise

    def first_dead(self) -> str | None:
        """Return the name of a service that should run and does not."""
        return next((name for name, service in self._wanted().items() if not service.is_running()), None)

    def _wanted(self) -> dict[str, Postgres | Valkey]:
        every: dict[str, Postgres | Valkey] = {"PostgreSQL": self.postgres, "Valkey": self.valkey}
        return {name: every[name] for name in self.names}

    def detach(self) -> None:
        """Stop using the services; stop them when nobody else does."""
        if self._use is None:
            return
        with self._turn(), self._use as use:
            fcntl.flock(use, fcntl.LOCK_UN)
            self._use = None
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for service in (self.valkey, self.postgres):
                    service.stop()

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
    """Set DATABASE_URL and REDIS_URL, whichever is not set, to embedded services of ``var``; return them, if any."""
    names = [name for name, variable in VARIABLES.items() if not os.environ.get(variable)]
    if not names:
        return None
    services = Services(var, postgres_settings or {}, tuple(names))
    services.attach()
    if "PostgreSQL" in names:
        os.environ["DATABASE_URL"] = services.postgres.url()
    if "Valkey" in names:
        os.environ["REDIS_URL"] = services.valkey.url
    atexit.register(services.detach)
    return services
