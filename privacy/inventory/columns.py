"""The columns that the database really has, beside what the register declares."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

from privacy.inventory import declarations

# Django's list of the migrations that have run.
_FRAMEWORK = {"django_migrations"}
_COLUMNS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, 2
"""


def in_database() -> list[tuple[str, str]]:
    """Return every table and column that is there now, read from the database's own catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return [(table, column) for table, column in cursor.fetchall() if table not in _FRAMEWORK]


def unknown() -> list[str]:
    """Return, as ``table.column``, what no model of the site has: something was stored beside the register."""
    declared = {table: set(columns) for table, columns in _by_table()}
    return [f"{table}.{column}" for table, column in in_database() if column not in declared.get(table, set())]


def undeclared() -> list[str]:
    """Return, as ``app.model.field``, what a model has and the register neither declares nor exempts."""
    return sorted(
        f"{model._meta.label_lower}.{name}" for model in _models() for name in declarations.undeclared_fields(model)
    )


def _by_table() -> Iterator[tuple[str, list[str]]]:
    for model in apps.get_models(include_auto_created=True):
        yield model._meta.db_table, [str(field.column) for field in model._meta.local_concrete_fields]


def _models() -> Iterator[type[Model]]:
    return (model for model in apps.get_models() if model._meta.managed and not model._meta.proxy)
