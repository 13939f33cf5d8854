"""A process that works on a run until it is killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from privacy.runs import liveness

_WORK = """
import sys, time
import psycopg
session = psycopg.connect(sys.argv[1], autocommit=True)
session.execute(f"SELECT {sys.argv[2]}(%s)", [int(sys.argv[3])])
print("at work", flush=True)
time.sleep(600)
"""


@contextmanager
def process_at_work(kind: str, key: object, *, alone: bool = False) -> Iterator["subprocess.Popen[str]"]:
    """Start a process that holds the lock of a run, as ``liveness`` does; it is killed at the end at the latest."""
    connection.ensure_connection()
    parameters = connection.connection.info.get_parameters() | {"password": connection.connection.info.password}
    address = " ".join(f"{name}={value}" for name, value in parameters.items() if value and name != "options")
    function = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
    command = [sys.executable, "-c", _WORK, address, function, str(liveness._number(kind, key))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "at work\n"
            yield process
        finally:
            process.kill()


def kill(process: "subprocess.Popen[str]", kind: str, key: object) -> None:
    """Kill a process, and wait until the database has noticed."""
    process.kill()
    process.wait()
    for _look in range(200):
        if not liveness.is_at_work(kind, key):
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("The database still holds the lock of a process that was killed.")
