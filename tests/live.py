"""A whole site for the browser tests: the production server, a real worker and beat, on a database of its own."""

import email
import email.policy
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from django.test import override_settings

from proviso_site import embedded, run
from proviso_site.children import Child, clear_leftovers, stop_all
from proviso_site.embedded.processes import choose_port
from proviso_site.prepare import FINGERPRINT, PASSWORD_FILE, STAFF_EMAIL, collect_static
from proviso_site.settings import base
from proviso_site.settings.places import BASE_DIR
from tests.databases import create_migrated
from tools.seeds import seed_with_site_ids

DATABASE = "journeys"
T = TypeVar("T")


@dataclass(frozen=True)
class LiveSite:
    """A running site, looked at from outside. Journeys share it: each uses addresses of its own."""

    base_url: str
    var: Path
    environment: dict[str, str]

    staff_email = STAFF_EMAIL

    @property
    def database_url(self) -> str:
        return self.environment["DATABASE_URL"]

    @property
    def staff_password(self) -> str:
        return (self.var / PASSWORD_FILE).read_text().strip()

    def url(self, path: str) -> str:
        """Return the full address of ``path``."""
        return self.base_url + path

    def manage(self, *arguments: str, expect: int = 0) -> str:
        """Run a ``manage.py`` command on this site and return what it printed; fails on another exit code."""
        done = subprocess.run(
            [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
            env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what the database answers; a statement that returns nothing gives no rows."""
        with psycopg.connect(self.database_url) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Return what was mailed to ``address`` so far, oldest first."""
        paths = sorted((self.var / "mail").glob("[!.]*.eml"))
        messages = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]
        return [message for message in messages if address in str(message["To"])]

    def wait_for_mail(self, address: str, count: int = 1, seconds: float = 30) -> EmailMessage:
        """Wait until ``count`` mails to ``address`` are there and return the last of them."""
        found = wait_for(lambda: (mails := self.mails_to(address))[count - 1 :] and mails, seconds)
        return found[count - 1]


def wait_for(look: Callable[[], T], seconds: float = 30) -> T:
    """Call ``look`` until it returns something true, and return that."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"nothing after {seconds} s"
        time.sleep(0.1)
    return found


def collected_static() -> Path:
    """Return a folder with the static files, which all sites of this process use that have no stand-ins."""
    folder = Path(settings.VAR) / "static"
    with override_settings(STATIC_ROOT=folder, STORAGES=base.STORAGES):
        collect_static(Path(settings.VAR) / FINGERPRINT)
    return folder


@contextmanager
def live_site(test_var: Path, static: Path | None = None) -> Iterator[LiveSite]:
    """Run the site with its own VAR below ``test_var``, a new database, and a broker database of its own.

    The test database must have been set up: the new one is a copy of how its migrations left it. ``static``: the folder
    of ``collected_static``; without it the site has stand-ins.
    """
    var = test_var / "live"
    embedded.prepare(var)
    clear_leftovers(var)
    for old in (*(var / "mail").glob("*.eml"), var / PASSWORD_FILE, var / "ledger" / "erasures.log"):
        old.unlink(missing_ok=True)
    port = choose_port(var / "web.port")
    environment = _environment(var, port, has_stand_ins=static is None)
    if static:
        environment["STATIC_ROOT"] = str(static)
        shutil.copy(static.with_name(FINGERPRINT), var / FINGERPRINT)
    programs: list[Child] = []
    try:
        run.prepare(var, environment)
        programs += run.programs(var, port, environment)
        for program in programs:
            program.start()
        run.wait_until_ready(port, programs)
        yield LiveSite(f"http://127.0.0.1:{port}", var, environment)
    finally:
        stop_all(programs, patience=10)


def _environment(var: Path, port: int, *, has_stand_ins: bool) -> dict[str, str]:
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    broker = os.environ["REDIS_URL"].rpartition("/")[0] + ("/3" if has_stand_ins else "/2")
    database = f"{DATABASE}_stand_ins" if has_stand_ins else DATABASE
    create_migrated(database)
    own = {"DATABASE_URL": f"{server}/{database}", "REDIS_URL": broker, "PROVISO_BASE_URL": f"http://127.0.0.1:{port}"}
    # Invented ids, so that the optional services are wired; their hosts are never reached.
    ids = {} if has_stand_ins else {"SEED_FILE": str(seed_with_site_ids(var, datetime.now(UTC).date()))}
    # All journeys come from one network, and fill in forms faster than people do.
    room = {"MAILS_AN_HOUR_PER_SENDER": "1000", "MAILS_AN_HOUR_HASTY": "1000"}
    # A host with a parent domain; the tests' browser finds it here.
    return run.environment_for(var, port) | own | ids | room | {"ALLOWED_HOSTS": ".example.test"}
