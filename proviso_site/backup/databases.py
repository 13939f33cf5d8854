"""Databases of the same server: connect to another, drop one."""

import contextlib
from collections.abc import Iterator

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from proviso_site.backup.errors import BackupError


@contextlib.contextmanager
def connected_to(database: str) -> Iterator[None]:
    """Connect Django to another database of the same server while the block runs; for a process of its own."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database if it is there, whoever is connected."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def exists(server: psycopg.Connection, name: str) -> bool:
    """Tell whether there is a database of that name."""
    return server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def lock_alone(server: psycopg.Connection, name: str) -> bool:
    """Take the lock of a database's name until the connection ends; return False if another connection has it."""
    row = server.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]).fetchone()
    return bool(row and row[0])


def scratch_name() -> str:
    """Return the name of the database of drills, beside the site's."""
    return f"{settings.DATABASES['default']['NAME']}_drill"


def server_connection() -> psycopg.Connection:
    """Connect to the server's own database. Raises ``BackupError``."""
    configuration = settings.DATABASES["default"]
    try:
        return psycopg.connect(
            host=configuration.get("HOST") or None, port=configuration.get("PORT") or None,
            user=configuration.get("USER") or None, password=configuration.get("PASSWORD") or None,
            dbname="postgres", autocommit=True, connect_timeout=5,
        )  # fmt: skip
    except psycopg.OperationalError as away:
        raise BackupError("The database server does not answer.") from away
