"""PostgreSQL and Valkey from wheels, with their data in the folder VAR: no installation is needed.

Several processes may share the services of one VAR (``make run``, a ``manage.py`` command): each holds a shared lock,
and the last one stops the services. The kernel releases the lock of a killed process, so the next process either uses
the running services or starts them.
"""

import atexit
import contextlib
import fcntl
import os
from pathlib import Path
from typing import IO

from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.postgres import Postgres
from proviso_site.embedded.service import Service, services_lock
from proviso_site.embedded.valkey import Valkey

__all__ = ["EmbeddedError", "Services", "fill_environment"]

VARIABLES = {"PostgreSQL": "DATABASE_URL", "Valkey": "REDIS_URL"}


class Services:
    """The embedded services of a VAR folder, as used by this process."""

    def __init__(
        self, var: Path, postgres_settings: dict[str, str] | None = None, names: tuple[str, ...] = tuple(VARIABLES)
    ) -> None:
        self.var = var.absolute()
        self.names = names
        self.postgres = Postgres(self.var, postgres_settings or {})
        self.valkey = Valkey(self.var)
        self._use: IO[str] | None = None

    @property
    def wanted(self) -> list[Service]:
        """Return the services of ``names`` in starting order."""
        return [service for service in (self.postgres, self.valkey) if service.name in self.names]

    def attach(self) -> None:
        """Start the services that do not run, and keep them running until ``detach`` or the end of this process."""
        prepare(self.var)
        with services_lock(self.var), contextlib.ExitStack() as undo:  # on failure or Ctrl-C, stop unused services
            for service in self.wanted:
                if not service.is_running():
                    undo.callback(service.stop)
                    service.start()
            self._use = (self.var / "services.users").open("w")
            fcntl.flock(self._use, fcntl.LOCK_SH)
            undo.pop_all()

    def first_dead(self) -> str | None:
        """Return the name of the first service that does not answer, None if all do."""
        return next((service.name for service in self.wanted if not service.is_running()), None)

    def detach(self) -> None:
        """Release the services, and stop them if no other process uses them."""
        if self._use is None:
            return
        with services_lock(self.var), self._use as use:
            fcntl.flock(use, fcntl.LOCK_UN)
            self._use = None
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for service in (self.valkey, self.postgres):
                    service.stop()


def prepare(var: Path) -> None:
    """Create the folder VAR, private to its owner; as root, other users may pass through it."""
    try:
        # PostgreSQL refuses to run as root, so its user must reach the data folder in VAR.
        var.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        (var / "log").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"VAR={var} cannot be used: {error.strerror}.") from error


def fill_environment(var: Path, postgres_settings: dict[str, str] | None = None) -> Services | None:
    """Start services of ``var`` for DATABASE_URL and REDIS_URL where unset, and set these; return the services."""
    names = [name for name, variable in VARIABLES.items() if not os.environ.get(variable)]
    if not names:
        return None
    services = Services(var, postgres_settings, tuple(names))
    services.attach()
    addresses = {"DATABASE_URL": services.postgres.url(), "REDIS_URL": services.valkey.url}
    os.environ |= {VARIABLES[name]: addresses[VARIABLES[name]] for name in names}
    atexit.register(services.detach)
    return services
