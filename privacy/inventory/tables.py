"""Tables and columns of the database, compared with the site's models."""

from collections import defaultdict

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

_COLUMNS = """
SELECT c.relname, a.attname
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
ORDER BY 1, 2
"""


def database_columns(alias: str = DEFAULT_DB_ALIAS) -> list[tuple[str, str]]:
    """Return every table or view with each of its columns, of any schema, from PostgreSQL's catalogue."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_COLUMNS)
        return list(cursor.fetchall())


def unknown(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the tables and views without a model, by name, and the columns without a field, as ``table.column``.

    Tables of models that have not been migrated yet are not compared.
    """
    known = _model_columns()
    rows = [(table, column) for table, column in database_columns(alias) if column not in known.get(table, ())]
    return list(dict.fromkeys(f"{table}.{column}" if table in known else table for table, column in rows))


def _model_columns() -> dict[str, set[str]]:
    # Several models may share a table.
    columns: dict[str, set[str]] = defaultdict(set)
    models: list[type[Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    for model in models:
        columns[model._meta.db_table] |= {field.column for field in model._meta.local_concrete_fields if field.column}
    return columns
