"""List filters of the admin."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

# Names are few and rows many: step from name to name along an index that begins with the column.
_NAMES = """
WITH RECURSIVE names AS (
  (SELECT {column} AS name FROM {table} ORDER BY {column} LIMIT 1)
  UNION ALL
  SELECT (SELECT {column} FROM {table} WHERE {column} > names.name ORDER BY {column} LIMIT 1)
  FROM names WHERE names.name IS NOT NULL
)
SELECT name FROM names WHERE name IS NOT NULL
"""


class WordsFilter(admin.SimpleListFilter):
    """Filter by a column of technical names, which are shown in words."""

    def words(self, name: str) -> str:
        """Return the words for a name."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        opts = model_admin.model._meta
        quoted = connection.ops.quote_name
        column = quoted(opts.get_field(str(self.parameter_name)).column)
        with connection.cursor() as cursor:
            cursor.execute(_NAMES.format(column=column, table=quoted(opts.db_table)))
            return sorted(((name, self.words(name)) for (name,) in cursor.fetchall()), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class LanguageFilter(WordsFilter):
    """Filter by the language of a row."""

    title, parameter_name = gettext_lazy("language"), "language"

    def words(self, name: str) -> str:
        return dict(settings.LANGUAGES).get(name, name)
