"""Admin for rows that only the system writes."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from privacy.staff.lookups import DeclaredLookupsAdmin


class ReadOnlyAdmin(DeclaredLookupsAdmin):
    """Show rows without permission to add, change or delete them.

    What the system writes may grow without bound: such a list is a ``LongListAdmin``, or ``short_because`` says what
    bounds it.
    """

    actions: Any = None  # typed, so that a subclass may define actions
    short_because = ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
