"""Admin forms that show what is always needed and fold the rest."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy.web.days import DaysAdmin


class FoldsTheRest(DaysAdmin, BaseModelAdmin):
    """Show ``first_fields``; all others stand below a summary, which is open when one of them has an error."""

    first_fields: Sequence[str] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        names = flatten_fieldsets(fieldsets)
        first = [name for name in self.first_fields if name in names]
        rest = [name for name in names if name not in first]
        if not first or not rest:
            return fieldsets
        return [(None, {"fields": first}), (_("More fields"), {"fields": rest, "classes": ("collapse",)})]
