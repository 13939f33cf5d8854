"""`make run`: the whole site on one machine until Ctrl-C. Every failure is one line on standard error and exit 1."""

import contextlib
import errno
import fcntl
import itertools
import json
import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from proviso_site import children, embedded
from proviso_site.children import Child
from proviso_site.embedded.processes import is_free
from proviso_site.embedded.secrets import write_private
from proviso_site.messages import ROOT, compile_messages
from proviso_site.prepare import PASSWORD_FILE, STAFF_EMAIL, STEP

SPACE_FIRST, SPACE_LATER = 200_000_000, 50_000_000  # bytes that VAR must have free
READY_WITHIN = 120  # seconds


class RunError(Exception):
    """The site cannot run; the message is the one line that says why."""


class Stopped(BaseException):
    """Somebody asked us to stop."""


def main() -> int:
    """Run the site; return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        port = _port(os.environ.get("PORT") or "8000")
        var = Path(os.environ.get("VAR") or ROOT / "var").absolute()
        run(var, port)
    except Stopped:
        return 0
    except (RunError, embedded.EmbeddedError) as failure:
        print(failure, file=sys.stderr)
    except OSError as failure:
        print(_in_words(failure), file=sys.stderr)
    return 1


def run(var: Path, port: int) -> NoReturn:
    """Start everything, say where it is, and watch it until it is stopped or something in it dies."""
    embedded.prepare(var)
    with only_one(var):
        children.clear_leftovers(var)
        check_machine(var, port)
        compile_messages(ROOT)
        say("Starting PostgreSQL and Valkey")
        services = embedded.fill_environment(var)
        started: list[Child] = []
        try:
            environment = environment_for(var, port)
            prepare(var, environment)
            started += programs(var, port, environment)
            for child in started:
                say(f"Starting {child.name}")
                child.start()
            wait_until_ready(port, started)
            announce(var, port)
            watch(started, services)
        finally:
            _ignore_signals()
            say("Stopping")
            (var / "dev.json").unlink(missing_ok=True)
            children.stop_all(started, patience=15)
            if services:
                services.detach()


@contextlib.contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold ``var`` for this run; a second one is told so."""
    with (var / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise RunError(f"The site of VAR={var} runs already: stop it first, or choose another VAR.") from held
        yield


def check_machine(var: Path, port: int) -> None:
    """Refuse before anything is started what would fail half-way."""
    if not is_free(port):
        raise RunError(f"Port {port} is in use: stop what uses it, or choose another with make run PORT={port + 1}")
    needed = SPACE_LATER if (var / "postgresql" / "data").exists() else SPACE_FIRST
    if (free := shutil.disk_usage(var).free) < needed:
        raise RunError(f"The disk of VAR={var} is full: {free // 10**6} MB free, {needed // 10**6} MB needed.")


def environment_for(var: Path, port: int) -> dict[str, str]:
    """Return the environment of every program of this run."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development",
        "VAR": str(var),
        "PROVISO_BASE_URL": os.environ.get("PROVISO_BASE_URL") or f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
        children.MARK: str(var),
    }


def prepare(var: Path, environment: dict[str, str]) -> None:
    """Run ``proviso_site.prepare`` and pass on the steps that it says."""
    log = var / "log" / "prepare.log"
    log.unlink(missing_ok=True)
    child = Child("prepare", ["-m", "proviso_site.prepare", str(var)], environment, log)
    child.start()
    try:
        for line in _lines_while_running(child):
            if line.startswith(STEP):
                say(line.removeprefix(STEP))
    finally:
        children.stop_all([child], patience=2)
    if child.exit_code:
        raise RunError(f"Preparing the site failed: {child.last_words()} (more in {log})")


def programs(var: Path, port: int, environment: dict[str, str]) -> list[Child]:
    """Return the web server, the worker and the beat of this run."""
    web = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    web += ["--blocking-threads", "2", "--no-ws", "--respawn-failed-workers", "proviso_site.wsgi:application"]
    celery = ["-m", "celery", "--app", "proviso_site.celery", "--quiet"]
    worker = [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    # Its schedule is in the code; a file of last runs would only be one more thing to break.
    beat = [*celery, "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile="]
    return [
        Child("web", web, environment, var / "log" / "web.log"),
        Child("worker", [*worker, "--loglevel", "INFO"], environment, var / "log" / "worker.log"),
        Child("beat", [*beat, "--loglevel", "WARNING"], environment, var / "log" / "beat.log"),
    ]


def wait_until_ready(port: int, started: list[Child]) -> None:
    """Wait until ``/readyz`` says 200; say what is missing when it does not come to that."""
    say("Waiting until the site is ready")
    said = "the web server does not answer"
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        _refuse_dead(started)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10):
                return
        except urllib.error.HTTPError as answer:
            said = answer.read().decode(errors="replace")[:300]
            if _waits_for_replay(said):
                say("The database is not the one that the ledger of erasures knows, so the site is closed:")
                say("run manage.py replay_erasures (docs/operating.md, Backup and restore)")
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RunError(f"The site was not ready within {READY_WITHIN} s: {said}")


def _waits_for_replay(said: str) -> bool:
    """Say whether everything works but for erasures that are to be done again: a person's work, not a failure."""
    try:
        parts: dict[str, bool] = json.loads(said)["parts"]
    except (ValueError, KeyError, TypeError):
        return False
    return [name for name, works in parts.items() if not works] == ["erasures"]


def announce(var: Path, port: int) -> None:
    """Write ``dev.json`` and say where the site is."""
    base_url = os.environ.get("PROVISO_BASE_URL") or f"http://127.0.0.1:{port}"
    facts = {
        "base_url": base_url,
        "mailbox_url": f"{base_url}/dev/mail/",
        "database_url": os.environ["DATABASE_URL"],
        "broker_url": os.environ["REDIS_URL"],
        "staff_email": STAFF_EMAIL,
        "staff_password": (var / PASSWORD_FILE).read_text().strip(),
    }
    write_private(var / "dev.json", json.dumps(facts, indent=2) + "\n")
    say(f"\n  Site      {base_url}/\n  Staff     {base_url}/admin/   {STAFF_EMAIL}  {facts['staff_password']}")
    say(f"  Mailbox   {facts['mailbox_url']}\n  Data      {var}\n\nCtrl-C stops it.")


def watch(started: list[Child], services: embedded.Services | None) -> NoReturn:
    """Return never: raise when a program or service ends."""
    for second in itertools.count():
        _refuse_dead(started)
        if second % 5 == 0 and services and (dead := services.first_dead()):
            raise RunError(f"{dead} has stopped: see {services.var / 'log'}")
        time.sleep(1)
    raise AssertionError  # counting never ends


def say(line: str) -> None:
    """Print progress; nobody listening is no reason to stop."""
    with contextlib.suppress(BrokenPipeError):
        print(line, flush=True)


def _refuse_dead(started: list[Child]) -> None:
    for child in started:
        if (code := child.exit_code) is not None:
            why = f"was killed by signal {-code}" if code < 0 else f"has stopped ({code}): {child.last_words()}"
            raise RunError(f"The {child.name} process {why} (more in {child.log})")


def _lines_while_running(child: Child) -> Iterator[str]:
    with child.log.open() as output:
        while True:
            is_over = child.exit_code is not None
            while line := output.readline():
                yield line.rstrip()
            if is_over:
                return
            time.sleep(0.05)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise RunError(f"PORT={text} is not a port: give a number between 1 and 65535.")
    return int(text)


def _in_words(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "The disk is full: make room, then start again."
    return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _ignore_signals() -> None:
    """From here on everything is being stopped; a second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
