"""`make run`: run the whole site on this machine until Ctrl-C. A failure prints one line and exits with 1."""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from proviso_site import children, embedded
from proviso_site.children import Child, Keeper, RunError
from proviso_site.embedded.processes import dying_with_us, is_free, last_line
from proviso_site.embedded.secrets import write_private
from proviso_site.messages import ROOT, compile_messages
from proviso_site.prepare import PASSWORD_FILE, STAFF_EMAIL

SPACE_FIRST, SPACE_LATER = 200_000_000, 50_000_000  # bytes that VAR must have free
READY_WITHIN = 120  # seconds
# Variables that a command which is run beside the site needs too.
_OF_THIS_RUN = ("PROVISO_BASE_URL", "SEED_FILE", "STAND_INS", "LANGUAGES", "COUNTRY", "TIME_ZONE")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Run the site; return the exit code."""
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)
    try:
        run(Path(os.environ.get("VAR") or ROOT / "var").absolute(), _port(os.environ.get("PORT") or "8000"))
    except KeyboardInterrupt:
        return 0
    except (RunError, embedded.EmbeddedError) as failure:
        print(failure, file=sys.stderr)
    except OSError as failure:
        print(_describe(failure), file=sys.stderr)
    return 1


def run(var: Path, port: int) -> NoReturn:
    """Start the site, print its addresses, and restart its parts when they die, until it is stopped."""
    embedded.prepare(var)
    with only_one(var):
        children.clear_leftovers(var)
        (var / "dev.json").unlink(missing_ok=True)  # left by a killed run
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
            announce(var, environment["PROVISO_BASE_URL"])
            keepers = [Keeper(part, say) for part in (*(services.wanted if services else ()), *started)]
            while True:
                for keeper in keepers:
                    keeper.check(time.monotonic())
                time.sleep(0.5)
        finally:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the stop
            say("Stopping")
            (var / "dev.json").unlink(missing_ok=True)
            children.stop_all(started, patience=15)
            if services:
                services.detach()


@contextlib.contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Lock ``var`` for this run; raises ``RunError`` if another run holds the lock."""
    with (var / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunError(f"The site of VAR={var} runs already: stop it first, or choose another VAR.") from error
        yield


def check_machine(var: Path, port: int) -> None:
    """Raise ``RunError`` if the port is taken or the disk is full, before anything is started."""
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
    """Run ``proviso_site.prepare`` and print its steps."""
    log = var / "log" / "prepare.log"
    command = dying_with_us([sys.executable, "-m", "proviso_site.prepare", str(var)])
    with log.open("wb") as errors, subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
    ) as process:  # fmt: skip
        try:
            for step in process.stdout or ():
                say(step.rstrip())
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise RunError(f"Preparing the site failed: {last_line(log)} (more in {log})")


def programs(var: Path, port: int, environment: dict[str, str]) -> list[Child]:
    """Return the web server, the worker and the beat of this run."""
    # Connections beyond the limit wait in the kernel: enough of them that idle ones do not keep others out.
    granian = f"granian --interface asginl --http 1 --no-ws --host 127.0.0.1 --port {port} --workers 2"
    limits = "--backlog 2048 --backpressure 1024 --http1-header-read-timeout 10000"
    celery = "celery --app proviso_site.celery --quiet"
    commands = {
        # A worker that is still starting may miss the signal to stop, so it is killed after five seconds.
        "web": f"{granian} {limits} --respawn-failed-workers --workers-kill-timeout 5 proviso_site.asgi:application",
        "worker": f"{celery} worker --pool threads --concurrency 2 --queues celery,backups --without-gossip"
        " --without-mingle --loglevel INFO",
        # The schedule is in the code, so no file of last runs is needed.
        "beat": f"{celery} beat --scheduler celery.beat:Scheduler --pidfile= --loglevel WARNING",
    }
    logs = var / "log"
    return [Child(name, ["-m", *line.split()], environment, logs / f"{name}.log") for name, line in commands.items()]


def wait_until_ready(port: int, started: list[Child]) -> None:
    """Wait until ``/readyz`` answers 200; raises ``RunError`` with the last answer after ``READY_WITHIN`` seconds."""
    say("Waiting until the site is ready")
    problem = "the web server does not answer"
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        _refuse_dead(started)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10):
                return
        except urllib.error.HTTPError as answer:
            problem = answer.read().decode(errors="replace")[:300]
            if _waits_for_replay(problem):
                say("The database is not the one that the ledger of erasures knows, so the site is closed:")
                say("run manage.py replay_erasures (docs/operating.md, Backup and restore)")
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RunError(f"The site was not ready within {READY_WITHIN} s: {problem}")


def _waits_for_replay(answer: str) -> bool:
    """Return whether ``erasures`` is the only part that is not ready."""
    # That is no failure: a person must run replay_erasures.
    try:
        parts: dict[str, bool] = json.loads(answer)["parts"]
    except (ValueError, KeyError, TypeError):
        return False
    return [name for name, works in parts.items() if not works] == ["erasures"]


def announce(var: Path, base_url: str) -> None:
    """Write ``dev.json`` and print the addresses of the site."""
    facts = {
        "base_url": base_url,
        "environment": {name: os.environ[name] for name in _OF_THIS_RUN if name in os.environ},
        "mailbox_url": f"{base_url}/dev/mail/",
        "database_url": os.environ["DATABASE_URL"],
        "broker_url": os.environ["REDIS_URL"],
        "staff_email": STAFF_EMAIL,
        "staff_password": (var / PASSWORD_FILE).read_text().strip(),
    }
    write_private(var / "dev.json", json.dumps(facts, indent=2) + "\n")
    say(f"\n  Site      {base_url}/\n  Staff     {base_url}/admin/   {STAFF_EMAIL}  {facts['staff_password']}")
    say(f"  Mailbox   {facts['mailbox_url']}\n  Data      {var}\n\nCtrl-C stops it.")


def say(line: str) -> None:
    """Print a line; a closed pipe does not stop the run."""
    with contextlib.suppress(BrokenPipeError):
        print(line, flush=True)


def _refuse_dead(started: list[Child]) -> None:
    """Raise ``RunError`` if a program has ended before the site is ready."""
    # Restarting it would only delay the message.
    for child in started:
        if child.ending:
            raise RunError(f"The {child.name} process {child.ending} (more in {child.log})")


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise RunError(f"PORT={text} is not a port: give a number between 1 and 65535.")
    return int(text)


def _describe(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "The disk is full: make room, then start again."
    return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
