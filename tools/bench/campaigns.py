"""Send newsletters to a mail server that takes all: how many in a second of CPU, and what killed workers leave."""

import os
import random
import resource
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from newsletter.issues import campaign, deliveries
from newsletter.issues import operations as issues
from newsletter.issues.emails import IssueMail
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions.models import Subscription
from proviso_site import run
from tools.bench import broker, smtp_sink
from tools.bench.bench_servers import BenchError
from tools.bench.bulk import Bound
from tools.bench.rounds import Comparison

Clock = Callable[[], datetime]
GOAL, MOST_MEMORY = 0.5, 24  # MB
_HOST = "127.0.0.1"
_PATIENCE = 60  # seconds without a copy that left
_CLEAR = "TRUNCATE newsletter_subscription, newsletter_delivery, newsletter_issue CASCADE"
_FILL = """
INSERT INTO newsletter_subscription (id, email, email_written, is_second_spelling, language, state, requested_at,
  confirmed_at, end_reason, form, revision, consent_sha256, mailed_at)
SELECT gen_random_uuid(), 'reader-' || n || '@example.com', 'reader-' || n || '@example.com', false, 'nb', 'active',
  now(), now(), '', 'bench', 1, repeat('0', 64), '{}' FROM generate_series(1, %s) AS n
"""
_PARAGRAPH = "Våren er her, og vi har *mye* å fortelle om [det som er nytt](https://example.com/nytt). " * 4


@dataclass(frozen=True)
class Sink:
    """A running mail server, and the file of those that it took a message for."""

    port: int
    file: Path

    def taken(self) -> Counter[str]:
        return Counter(self.file.read_text().splitlines())


@contextmanager
def sink() -> Iterator[Sink]:
    """Run a mail server that takes all."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "taken"
        file.touch()
        command = [sys.executable, "-S", smtp_sink.__file__, "0", str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield Sink(int(process.stdout.readline() if process.stdout else 0), file)
            finally:
                process.kill()


@contextmanager
def mail_through(server: Sink) -> Iterator[None]:
    """Send the mail of Django through a mail server."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST=_HOST, EMAIL_PORT=server.port):
        yield


def compare(*, largest: int, clock: Clock) -> list[Comparison | Bound]:
    """Send to 1000, ten times as many, … ``largest``; compare with a bare loop and the memory with the smallest."""
    results = list[Comparison | Bound]()
    count, memory = 1000, 0
    while count <= largest:
        run.say(f"Sending a newsletter to {count}")
        comparison = Comparison(f"newsletter to {count:,}, CPU".replace(",", " "), "the same bytes, a bare loop", GOAL)
        results.append(comparison)
        with sink() as server, mail_through(server):
            content = _fill(count, clock())
            comparison.ours_rates.append(count / _spent_by_us(clock))
            # Before the addresses are counted here, which takes more memory than to send to them.
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            comparison.baseline_rates.append(count / _spent_by_a_loop(server, content, count))
            if server.taken() != Counter({f"reader-{n}@example.com": 2 for n in range(1, count + 1)}):
                raise BenchError("The mail server did not get each message once.")
        if memory:
            grown = peak - memory
            results.append(Bound("memory more than for 1 000, MB", "", f"{grown} MB", "", grown, MOST_MEMORY))
        memory = memory or peak
        count *= 10
    run.say("Killing 20 workers while they send, and the broker loses all five times")
    report = kill_workers(count=largest // 5, kills=20, flushes=5, seed=20, clock=clock)
    wrong = report.twice + report.missing
    label = f"twice or missing of {largest // 5:,} after 20 kills".replace(",", " ")
    results.append(Bound(label, "", f"{report.in_doubt} in doubt", "", wrong, 0))
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR)
    return results


def _fill(count: int, now: datetime) -> bytes:
    """Make an issue for so many readers, let it begin, and return the bytes of a copy of it."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR)
        cursor.execute(_FILL, [count])
        cursor.execute("ANALYZE newsletter_subscription")
    body = "\n\n".join(["# Våren er her", *[_PARAGRAPH] * 6])
    language = settings.LANGUAGE_CODE
    issue = Issue.objects.create(subject={language: "Våren er her"}, body={language: body}, created_at=now)
    issues.send(issue_id=issue.pk, now=now)
    person = Subscription.objects.all()[0]
    copy = IssueMail(issue).addressed_to(person.pk, person.email, language, issue.pk)
    return copy.message().as_bytes(linesep="\r\n")


def _cpu() -> float:
    """Return the CPU seconds of this process and of the session of the database that works for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        session = cursor.fetchone()[0]
    fields = Path(f"/proc/{session}/stat").read_text().rpartition(")")[2].split()
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _spent_by_us(clock: Clock) -> float:
    issue = Issue.objects.get()
    before = _cpu()
    while Issue.objects.sending().exists():
        deliveries.deliver(issue_id=issue.pk, clock=clock)
    return _cpu() - before


def _spent_by_a_loop(server: Sink, content: bytes, count: int) -> float:
    before = _cpu()
    with smtplib.SMTP(_HOST, server.port) as client:
        for number in range(1, count + 1):
            client.sendmail("sender@example.com", [f"reader-{number}@example.com"], content)
    return _cpu() - before


@dataclass(frozen=True, kw_only=True)
class KillReport:
    """What killed workers left: readers who got it twice, readers missing, and copies in doubt."""

    twice: int
    missing: int
    in_doubt: int


def kill_workers(*, count: int, kills: int, flushes: int, seed: int, clock: Clock) -> KillReport:
    """Send an issue by workers that the broker nudges; kill them at random, and lose what the broker holds at some."""
    moments = random.Random(seed)
    flushed = moments.sample(range(kills), flushes)
    with sink() as server, mail_through(server):
        broker.flush()
        _fill(count, clock())
        issue_id = Issue.objects.get().pk
        for kill in range(kills):
            _killed_worker(until=moments.randint(1, max(1, count // kills)), server=server, clock=clock)
            if kill in flushed:
                broker.flush()
            _tick(clock)
        ends = time.monotonic() + _PATIENCE
        while Issue.objects.sending().exists():
            if time.monotonic() > ends:
                raise BenchError("The issue stands still after its workers were killed.")
            if broker.work(clock):
                ends = time.monotonic() + _PATIENCE
            else:
                _tick(clock)
        taken = server.taken()
        broker.flush()
    in_doubt = set(
        Delivery.objects.filter(issue=issue_id, state=DeliveryState.UNCERTAIN).values_list(
            "subscription__email", flat=True
        )
    )
    everybody = set(Subscription.objects.values_list("email", flat=True))
    return KillReport(
        twice=sum(number > 1 for number in taken.values()),
        missing=len(everybody - set(taken) - in_doubt),
        in_doubt=len(in_doubt),
    )


def _tick(clock: Clock) -> None:
    campaign.tick(clock() + timedelta(seconds=3))  # it tells killed workers by the age of a claim


def _leave_connections_to_the_parent() -> None:
    """Let this process open sessions of its own: one that it shares would outlive it, and keep its locks."""
    # The parent may have one that it cannot see: while a loop of asyncio runs, Django keeps its connections elsewhere.
    for opened in connections.all(initialized_only=True):
        opened.connection = None


def _killed_worker(*, until: int, server: Sink, clock: Clock) -> None:
    """Let a worker send, and kill it when so many more messages have arrived."""
    connection.close()
    goal = server.taken().total() + until
    worker = os.fork()
    if worker == 0:
        try:
            _leave_connections_to_the_parent()
            while broker.work(clock):
                pass
        finally:
            os._exit(0)
    ends = time.monotonic() + 20
    while server.taken().total() < goal and time.monotonic() < ends and not os.waitpid(worker, os.WNOHANG)[0]:
        time.sleep(0.002)
    try:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    except (ProcessLookupError, ChildProcessError):
        pass  # it was done
    time.sleep(0.1)  # the database ends its session
