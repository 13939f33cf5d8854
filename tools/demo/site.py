"""The site that is demonstrated: one that runs already, or one of our own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from proviso_site.embedded.processes import choose_port, is_alive, last_line
from proviso_site.embedded.processes import stop as stop_process
from proviso_site.messages import ROOT
from tools.demo.errors import DemoError

STARTS_WITHIN = 150  # seconds, the first time on a slow machine


@dataclass(frozen=True)
class Site:
    """A running site with its mail folder, database and commands."""

    var: Path
    base_url: str
    database_url: str
    staff_email: str
    staff_password: str
    broker_url: str = ""

    @property
    def mail(self) -> Path:
        return self.var / "mail"

    @property
    def logs(self) -> list[Path]:
        return sorted((self.var / "log").glob("*.log"))

    def count(self, sql: str, *values: Any) -> int:
        """Return the one number that a query answers."""
        with psycopg.connect(self.database_url) as connection:
            row = connection.execute(sql, values).fetchone()
        return int(row[0]) if row else 0

    def texts(self, sql: str, *values: Any) -> list[str]:
        """Return the one column of text that a query answers."""
        with psycopg.connect(self.database_url) as connection:
            return [str(row[0]) for row in connection.execute(sql, values)]

    def manage(self, *arguments: str) -> tuple[int, str]:
        """Run a ``manage.py`` command as an operator would; return its exit code and what it printed."""
        environment = os.environ | {
            "VAR": str(self.var),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.broker_url,
            "PROVISO_BASE_URL": self.base_url,
            "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development",
            "LOG_LEVEL": "ERROR",
        }
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        return done.returncode, done.stdout if done.returncode in (0, 1) and done.stdout else done.stdout + done.stderr


@contextlib.contextmanager
def running(var: Path) -> Iterator[Site]:
    """Yield the site of ``make run`` on ``var`` if it answers, else one of our own, stopped afterwards."""
    if site := _answering(var):
        print(f"The site of {var} runs: its own data is used, and everything in it that is due within 31 days will go.")
        yield site
        return
    with _of_our_own(var / "demo") as site:
        yield site


def _answering(var: Path) -> Site | None:
    """Return the site that ``var/dev.json`` tells of, if it is ready."""
    try:
        facts = json.loads((var / "dev.json").read_text())
        with urllib.request.urlopen(f"{facts['base_url']}/readyz", timeout=10):  # noqa: S310
            pass
    except (OSError, ValueError, urllib.error.URLError):
        return None
    names = ("base_url", "database_url", "broker_url", "staff_email", "staff_password")
    return Site(var=var, **{name: facts[name] for name in names if name in facts})


@contextlib.contextmanager
def _of_our_own(var: Path) -> Iterator[Site]:
    """Run the site on a folder and a free port of its own."""
    var.mkdir(mode=0o711, parents=True, exist_ok=True)
    port = choose_port(var / "web.port")
    log = var / "demo.log"
    environment = os.environ | {"VAR": str(var), "PORT": str(port), "PROVISO_BASE_URL": f"http://127.0.0.1:{port}"}
    print(f"No site runs: starting one on {var}", flush=True)
    log.touch()
    log.chmod(0o600)  # the start ends with the staff login
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "proviso_site"],
            env=environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield _wait(var, process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        if is_alive(process.pid):
            stop_process(process.pid, signal.SIGKILL, patience=5)


def _wait(var: Path, process: "subprocess.Popen[bytes]", log: Path) -> Site:
    end, told = time.monotonic() + STARTS_WITHIN, 0
    while time.monotonic() < end:
        steps = [
            line for line in log.read_text().partition("\n\n")[0].splitlines() if line and not line.startswith(" ")
        ]
        for step in steps[told:]:
            print(f"  {step}", flush=True)
        told = len(steps)
        if process.poll() is not None:
            raise DemoError(f"The site did not start: {last_line(log)}")
        if site := _answering(var):
            return site
        time.sleep(0.2)
    raise DemoError(f"The site was not ready within {STARTS_WITHIN} s: {last_line(log)}")
