"""The site to demonstrate: the running one, or else one started for the demonstration."""

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
    """A running site, with its mail folder, database and management commands."""

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
        """Return the number that a query selects, 0 without a row."""
        with psycopg.connect(self.database_url) as connection:
            row = connection.execute(sql, values).fetchone()
        return int(row[0]) if row else 0

    def texts(self, sql: str, *values: Any) -> list[str]:
        """Return the first column of a query as texts."""
        with psycopg.connect(self.database_url) as connection:
            return [str(row[0]) for row in connection.execute(sql, values)]

    def begin_waiting_erasures(self) -> int:
        """Let the approved erasures begin that wait for their cooling-off; return how many."""
        with psycopg.connect(self.database_url) as connection:
            waiting = "UPDATE dsar_job SET starts_at = now() WHERE state = 'due' AND starts_at > now()"
            return connection.execute(waiting).rowcount

    def manage(self, *arguments: str) -> tuple[int, str]:
        """Run a ``manage.py`` command as an operator would; return its exit code and output.

        The output is standard output alone, unless that is empty or the exit code is neither 0 nor 1.
        """
        environment = os.environ | {
            "VAR": str(self.var),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.broker_url,
            "PROVISO_BASE_URL": self.base_url,
            "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development",
            "LOG_LEVEL": "ERROR",
        }
        process = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        is_usable = process.returncode in (0, 1) and process.stdout
        return process.returncode, process.stdout if is_usable else process.stdout + process.stderr


@contextlib.contextmanager
def running(var: Path) -> Iterator[Site]:
    """Yield the site of ``make run`` on ``var`` if it answers, else start a separate site and stop it afterwards."""
    if site := _running_site(var):
        print(f"The site of {var} runs: its own data is used, and everything in it that is due within 31 days will go.")
        yield site
        return
    with _separate_site(var / "demo") as site:
        yield site


def _running_site(var: Path) -> Site | None:
    """Return the site described in ``var/dev.json``, if it is ready."""
    try:
        facts = json.loads((var / "dev.json").read_text())
        with urllib.request.urlopen(f"{facts['base_url']}/readyz", timeout=10):  # noqa: S310
            pass
    except (OSError, ValueError, urllib.error.URLError):
        return None
    names = ("base_url", "database_url", "broker_url", "staff_email", "staff_password")
    return Site(var=var, **{name: facts[name] for name in names if name in facts})


@contextlib.contextmanager
def _separate_site(var: Path) -> Iterator[Site]:
    """Run a site with its own VAR folder, on a free port."""
    var.mkdir(mode=0o711, parents=True, exist_ok=True)
    port = choose_port(var / "web.port")
    log = var / "demo.log"
    environment = os.environ | {"VAR": str(var), "PORT": str(port), "PROVISO_BASE_URL": f"http://127.0.0.1:{port}"}
    # Where a machine has one loopback address only, all invented people are one sender.
    environment |= {"MAILS_AN_HOUR_PER_SENDER": "1000", "MAILS_AN_HOUR_HASTY": "1000"}
    print(f"No site runs: starting one on {var}", flush=True)
    log.touch()
    log.chmod(0o600)  # the start ends with the staff login
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "proviso_site"],
            env=environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield _wait_until_ready(var, process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        if is_alive(process.pid):
            stop_process(process.pid, signal.SIGKILL, patience=5)


def _wait_until_ready(var: Path, process: "subprocess.Popen[bytes]", log: Path) -> Site:
    end, printed = time.monotonic() + STARTS_WITHIN, 0
    while time.monotonic() < end:
        steps = [
            line for line in log.read_text().partition("\n\n")[0].splitlines() if line and not line.startswith(" ")
        ]
        for step in steps[printed:]:
            print(f"  {step}", flush=True)
        printed = len(steps)
        if process.poll() is not None:
            raise DemoError(f"The site did not start: {last_line(log)}")
        if site := _running_site(var):
            return site
        time.sleep(0.2)
    raise DemoError(f"The site was not ready within {STARTS_WITHIN} s: {last_line(log)}")
