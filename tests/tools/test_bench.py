"""The machinery of `make bench`, on counts too small to time anything."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.db import connection

from newsletter.bounces.models import MailEvent
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.retention.models import RetentionRun
from proviso_site.settings.places import BASE_DIR
from tests.factories.copies import copied
from tests.factories.newsletter import ActiveFactory
from tests.factories.privacy import NOW
from tests.factories.rules import load_rules
from tools.bench import bulk, copies, deletions, imports, load
from tools.bench.bench_servers import BenchError, Server
from tools.bench.rounds import Comparison, take_turns


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path in ("/whole/", "/", "/samtykke/"):
            self.send_header("Content-Length", "5")
            body = b"hello"
        else:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"5\r\nhello\r\n0\r\n\r\n"
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("path", ["/whole/", "/chunked/"])
def test_load_counts_whole_answers_on_kept_lines(port: int, path: str) -> None:
    counts = load.generate_load(port, f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), 0.3, 2, 200)
    assert counts["answers"] > 2
    assert counts["wrong"] == 0


def test_load_counts_answers_of_another_status(port: int) -> None:
    counts = load.generate_load(port, b"GET /whole/ HTTP/1.1\r\nHost: a\r\n\r\n", 0.2, 1, 303)
    assert counts["wrong"] == counts["answers"] > 0


def test_take_turns_pairs_each_round_and_reverses_every_other() -> None:
    turns: list[str] = []
    rates = iter((100.0, 200.0, 50.0, 100.0, 90.0, 100.0))

    def measure(name: str) -> float:
        turns.append(name)
        return next(rates)

    comparison = Comparison("ours", "bare", 0.7)
    take_turns(lambda: measure("A"), [(comparison, lambda: measure("B"))], 3)
    assert turns == ["A", "B", "B", "A", "A", "B"]
    assert comparison.ratios == [0.5, 2.0, 0.9]
    assert comparison.ratio == 0.9
    assert comparison.is_met
    assert comparison.cells()[4] == "0.90 (0.50–2.00)"


@pytest.mark.django_db
def test_deletions_by_the_engine_and_by_hand_take_the_same_rows() -> None:
    copied("the published site", lambda: call_command("seed_site", verbosity=0))
    comparison = deletions.compare(rounds=1, rows=20, due=6)
    assert len(comparison.ratios) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FILTER (WHERE state = 'ended'), count(*) FROM newsletter_subscription")
        assert cursor.fetchone() == (0, 14)


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("P26")
def test_large_deletion_is_measured_by_both_over_the_same_rows(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the machinery of the table, on few rows: all gone with their children, and every figure taken."""
    load_rules()
    monkeypatch.setattr(bulk, "IDLE", 0.3)
    server = connection.settings_dict
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{server['NAME']}")
    try:
        speed, page, consent, slowest, memory = bulk.compare(Server(port), rows=1500)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_note, bench_mark")
    assert len(speed.ratios) == 1
    assert page.value > 0
    assert consent.value > 0
    assert slowest.is_met
    assert memory.is_met
    receipt = RetentionRun.objects.get()
    each = dict.fromkeys(("bench_mark", "bench_note", "newsletter_delivery", "newsletter_subscription"), 1500)
    assert receipt.tables == each


@pytest.mark.django_db(transaction=True)
def test_copy_is_compared_with_the_same_lines_written_by_hand() -> None:
    load_rules()
    speed, memory, growth = copies.compare(rounds=2, largest=1000, now=NOW)
    assert isinstance(speed, Comparison)
    assert len(speed.ratios) == 2
    assert memory.is_met
    assert growth.is_met
    assert not MailEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_import_is_compared_with_a_copy_of_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    load_rules()
    monkeypatch.setattr(imports, "SMALLEST", 20)
    results = imports.compare(largest=200, clock=lambda: NOW)
    speeds = [result for result in results if isinstance(result, Comparison)]
    assert [len(speed.ratios) for speed in speeds] == [1, 1]
    assert all(speed.ratio > 0 for speed in speeds)
    assert (Subscription.objects.count(), PendingSignUp.objects.count()) == (260, 260)


@pytest.mark.django_db(transaction=True)
def test_subscriber_whom_the_journal_does_not_know_stops_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    load_rules()
    monkeypatch.setattr(imports, "SMALLEST", 20)
    ActiveFactory.create()
    with pytest.raises(BenchError, match="journal"):
        imports.compare(largest=20, clock=lambda: NOW)


def test_bench_measures_the_settings_of_production() -> None:
    ask = "from proviso_site.settings import bench; print(bool(bench.SECRET_KEY), bench.SECURE_SSL_REDIRECT)"
    environment = os.environ | {"DATABASE_URL": "postgres:///x", "REDIS_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "True"]
