"""List filters of the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest


class WordsFilter(admin.SimpleListFilter):
    """Filter by a column of technical names, which are shown in words."""

    def words(self, name: str) -> str:
        """Return the words for a name."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = model_admin.model._default_manager.order_by().values_list(self.parameter_name, flat=True).distinct()
        return sorted(((name, self.words(name)) for name in names), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset
