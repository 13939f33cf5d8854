"""Databases for whole sites: copies of one that was migrated once, which takes a tenth of migrating each."""

import os

import psycopg
from django.db import connection
from psycopg import sql

_MIGRATED = "migrated"


def keep_migrated() -> None:
    """Keep a copy of the new test database, before a test writes to it."""
    name = connection.settings_dict["NAME"]
    connection.close()
    _copy(name, _MIGRATED)


def create_migrated(name: str) -> None:
    """Create a database as the migrations leave it, in place of one of that name."""
    _copy(_MIGRATED, name)


def _copy(template: str, name: str) -> None:
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
        server.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))
