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
