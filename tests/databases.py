"""Databases for whole sites: copies of one that was migrated once, which takes a tenth of migrating each."""

import os
import subprocess
import sys

import psycopg
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from psycopg import sql

from proviso_site.settings.places import BASE_DIR

_MIGRATED = "migrated"


def has_test_database() -> bool:
    """Return whether the session has one: pytest-django makes none when no test of the session asks for it."""
    return bool(connection.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX))


def keep_migrated() -> None:
    """Keep a copy of the new test database, before a test writes to it; without one, of a new one."""
    connection.close()
    if has_test_database():
        _copy(connection.settings_dict["NAME"], _MIGRATED)
        return
    _copy("template0", _MIGRATED)
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    migrate = [sys.executable, str(BASE_DIR / "manage.py"), "migrate", "-v0"]
    # The settings of the tests would choose a database themselves.
    own = {"DATABASE_URL": f"{server}/{_MIGRATED}", "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development"}
    subprocess.run(migrate, env=os.environ | own, check=True)


def create_migrated(name: str) -> None:
    """Create a database as the migrations leave it, in place of one of that name."""
    _copy(_MIGRATED, name)


def _copy(template: str, name: str) -> None:
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
        server.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))
