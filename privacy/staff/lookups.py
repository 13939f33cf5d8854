"""Admin lists that can be filtered by what they declare, and by nothing else."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.db import models
from django.http import HttpRequest

from privacy.staff.readable import ReadableAdmin

_OF_DATES = ("year", "month", "day", "gte", "lt")


class DeclaredLookupsAdmin(ReadableAdmin):
    """Base of every admin: refuses look-ups in the address that belong to no filter of the list.

    Django allows a look-up by any field of the model, such as ``?email__startswith=a``, with which a list can be
    searched letter by letter for what it does not show.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in set(self._declared(request)) and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def _declared(self, request: HttpRequest | None) -> Iterator[str]:
        """Yield every look-up that a filter of this list makes."""
        declared: Any = self.get_list_filter(request) if request is not None else self.list_filter
        for entry in declared:
            if isinstance(entry, type) and issubclass(entry, admin.SimpleListFilter):
                yield str(entry.parameter_name)
            else:
                yield from self._lookups_of(entry if isinstance(entry, str) else entry[0])
        if self.date_hierarchy:
            yield from (f"{self.date_hierarchy}__{part}" for part in _OF_DATES)

    def _lookups_of(self, path: Any) -> Iterator[str]:
        field = get_fields_from_path(self.model, str(path))[-1]
        yield from (path, f"{path}__exact", f"{path}__isnull")
        if isinstance(field, models.DateField):
            yield from (f"{path}__gte", f"{path}__lt")
        if field.is_relation and field.related_model:
            key = field.related_model._meta.pk
            yield f"{path}__{key.name}__exact"
