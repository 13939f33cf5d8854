"""What stands in the database, beside what the site's models know."""

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


def unknown(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return what no installed model knows: tables and views of any schema by name, columns as ``table.column``.

    A model whose table is not there yet is no concern of this.
    """
    known = _known()
    with connections[alias].cursor() as cursor:
        cursor.execute(_COLUMNS)
        columns: list[tuple[str, str]] = cursor.fetchall()
    strange = [(table, column) for table, column in columns if column not in known.get(table, ())]
    return list(dict.fromkeys(f"{table}.{column}" if table in known else table for table, column in strange))


def _known() -> dict[str, set[str]]:
    models: list[type[Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    found: dict[str, set[str]] = {}
    for model in models:
        found.setdefault(model._meta.db_table, set()).update(
            one.column for one in model._meta.local_concrete_fields if one.column
        )
    return found
