"""PostgreSQL and Valkey for one machine with nothing installed: started from wheels, kept in the folder VAR.

Several processes may use the services of one VAR at once (``make run``, a ``manage.py`` command): each holds a shared
lock while it does, and the last to leave stops them. A killed process leaves its lock to the kernel, so whoever comes
next finds the services either alive, and uses them, or dead, and starts them.
"""

import atexit
import contextlib
import fcntl
import os
from pathlib import Path
from typing import IO

from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.postgres import Postgres
from proviso_site.embedded.service import Service, turn
from proviso_site.embedded.valkey import Valkey

__all__ = ["EmbeddedError", "Services", "fill_environment"]

VARIABLES = {"PostgreSQL": "DATABASE_URL", "Valkey": "REDIS_URL"}


class Services:
    """The embedded services of one VAR, and this process's use of them."""

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
        """Return the services of ``names``, in the order in which they start."""
        return [service for service in (self.postgres, self.valkey) if service.name in self.names]

    def attach(self) -> None:
        """Start what does not run, and keep it running until ``detach`` or the end of this process."""
        prepare(self.var)
        with turn(self.var), contextlib.ExitStack() as undo:  # Ctrl-C too: what nobody uses must not stay
            for service in self.wanted:
                if not service.is_running():
                    undo.callback(service.stop)
                    service.start()
            self._use = (self.var / "services.users").open("w")
            fcntl.flock(self._use, fcntl.LOCK_SH)
            undo.pop_all()

    def first_dead(self) -> str | None:
        """Return the name of a service that should answer and does not."""
        return next((service.name for service in self.wanted if not service.is_running()), None)

    def detach(self) -> None:
        """Stop using the services; stop them when nobody else does."""
        if self._use is None:
            return
        with turn(self.var), self._use as use:
            fcntl.flock(use, fcntl.LOCK_UN)
            self._use = None
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for service in (self.valkey, self.postgres):
                    service.stop()


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
    services = Services(var, postgres_settings, tuple(names))
    services.attach()
    addresses = {"DATABASE_URL": services.postgres.url(), "REDIS_URL": services.valkey.url}
    os.environ |= {VARIABLES[name]: addresses[VARIABLES[name]] for name in names}
    atexit.register(services.detach)
    return services
