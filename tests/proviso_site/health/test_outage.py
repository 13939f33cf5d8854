"""While the database is down nobody waits for it, and the page says what is wrong."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client, RequestFactory

from privacy.erasure import restore_guard
from privacy.erasure.restore_guard import LedgerState
from proviso_site.database.outage import is_outage
from proviso_site.embedded import Services
from proviso_site.health.outage_page import error_page
from tests.words import says

# A web process of its own, which answers the paths that it reads: how long it took, the status, the headers, the page.
PROCESS = """
import json, sys, time
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    began = time.monotonic()
    answer = client.get(line.strip())
    took = time.monotonic() - began
    page = answer.content.decode() if line.strip() != "/robots.txt" else ""
    print(json.dumps([took, answer.status_code, dict(answer.headers), page]), flush=True)
"""
AT_ONCE = 1.0  # seconds, on a busy machine
LONGEST_SILENCE = 15.0  # seconds, for those who wait when it begins


@dataclass
class WebProcess:
    process: "subprocess.Popen[str]"

    def read(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def get(self, path: str) -> tuple[float, int, dict[str, str], str]:
        assert self.process.stdin
        self.process.stdin.write(path + "\n")
        self.process.stdin.flush()
        took, status, headers, page = self.read()
        return took, status, headers, page


@pytest.fixture(scope="module")
def own_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = Services(tmp_path_factory.mktemp("outage") / "var", {"fsync": "off"})
    services.attach()
    yield services
    services.detach()


@pytest.fixture(scope="module")
def web(own_services: Services, static_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development",
        "VAR": str(tmp_path_factory.mktemp("web")),
        "DATABASE_URL": own_services.postgres.url(),
        "REDIS_URL": own_services.valkey.url,
        "DATABASE_POOL_SIZE": "4",
        "STATIC_ROOT": str(static_root),
        "STAND_INS": "no",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS], env=environment, cwd=settings.BASE_DIR, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    running = WebProcess(process)
    assert running.read() == "ready"
    yield running
    process.kill()
    process.wait()


@pytest.mark.law("A-09")
def test_outage_is_told_at_once_and_ends_with_it(web: WebProcess, own_services: Services) -> None:
    assert web.get("/kontakt/")[1] == 200
    own_services.postgres.stop()
    try:
        web.get("/kontakt/")  # the first may find a connection that has just died
        time.sleep(restore_guard.STALE)
        web.get("/kontakt/")
        for path in ("/kontakt/", "/mine-data/", "/nyhetsbrev/", "/admin/", "/en/contact/"):
            took, status, headers, page = web.get(path)
            assert (status, took < AT_ONCE) == (503, True), (path, took)
            assert int(headers["Retry-After"]) > 0
            assert "no-store" in headers["Cache-Control"]
            assert says("Our database does not answer") in page
            assert "Our database does not answer" in page
            assert "slettet" not in page
        for path in ("/healthz", "/robots.txt", "/.well-known/gpc.json"):
            took, status, _headers, _page = web.get(path)
            assert (status, took < AT_ONCE) == (200, True), (path, took)
        took, status, _headers, page = web.get("/readyz")
        assert (status, took < 2 * AT_ONCE) == (503, True)
        assert '"database": false' in page
    finally:
        own_services.postgres.start()
    comes_back(web)


@pytest.mark.law("A-09")
def test_database_that_is_frozen_is_an_outage_too(web: WebProcess, own_services: Services) -> None:
    """It takes connections, since the kernel does, and says nothing."""
    assert web.get("/kontakt/")[1] == 200
    server = int(own_services.postgres.pid_file.read_text().split()[0])
    every = [server, *children_of(server)]
    for pid in every:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(restore_guard.STALE)
        took, status, _headers, _page = web.get("/kontakt/")
        assert (status, took < LONGEST_SILENCE) == (503, True), took
        for path in ("/kontakt/", "/mine-data/", "/admin/", "/en/contact/"):
            took, status, _headers, page = web.get(path)
            assert (status, took < AT_ONCE) == (503, True), (path, took)
        assert "Our database does not answer" in page
        assert web.get("/healthz")[1] == 200
    finally:
        for pid in every:
            os.kill(pid, signal.SIGCONT)
    comes_back(web)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def comes_back(web: WebProcess) -> None:
    end = time.monotonic() + 20
    while web.get("/kontakt/")[1] != 200:
        assert time.monotonic() < end, "the pages come back with the database"
        time.sleep(0.2)


def test_alive_asks_no_database_even_in_a_process_that_knows_nothing(client: Client) -> None:
    # Without the mark of the database, any query of this test fails.
    restore_guard.forget()
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_restored_database_has_another_page_than_one_that_is_down(client: Client) -> None:
    with restore_guard.copy.lasting():
        restore_guard.copy.assume(LedgerState.RESTORED)
        restored = client.get("/kontakt/")
        restore_guard.copy.assume(LedgerState.UNKNOWN)
        restore_guard.copy.load = lambda _known: LedgerState.UNKNOWN  # type: ignore[method-assign]
        try:
            down = client.get("/kontakt/")
        finally:
            restore_guard.copy.load = restore_guard._load  # type: ignore[method-assign]
    assert (restored.status_code, down.status_code) == (503, 503)
    assert "slettet" in restored.content.decode()
    assert says("Our database does not answer") in down.content.decode()


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_down"),
    [
        (raised(OperationalError(), psycopg.OperationalError("connection refused")), True),
        (raised(OperationalError(), psycopg.errors.AdminShutdown()), True),
        (raised(OperationalError(), psycopg.errors.CannotConnectNow()), True),
        (raised(InterfaceError(), psycopg.InterfaceError("the connection is closed")), True),
        (raised(OperationalError(), psycopg.errors.DeadlockDetected()), False),
        (raised(OperationalError(), psycopg.errors.DiskFull()), False),
        (raised(IntegrityError(), psycopg.errors.UniqueViolation()), False),
        (ValueError(), False),
    ],
)
def test_error_page_says_database_only_when_it_is_down(rf: RequestFactory, error: Exception, is_down: bool) -> None:
    assert is_outage(error) is is_down
    try:
        raise error
    except Exception:  # noqa: BLE001
        page = error_page(rf.get("/kontakt/"))
    assert page.status_code == (503 if is_down else 500)
    assert (says("Our database does not answer") in page.content.decode()) is is_down
