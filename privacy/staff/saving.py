"""Admin for rows that staff and the system both write."""

from typing import Any

from django.http import HttpRequest

from privacy.staff.lookups import DeclaredLookupsAdmin


class SharedRowAdmin(DeclaredLookupsAdmin):
    """Save only the fields of the form."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            # The system may have written other fields since the row was read.
            names = [field.name for field in obj._meta.concrete_fields if field.name in form.cleaned_data]
            obj.save(update_fields=names)
        else:
            super().save_model(request, obj, form, change)
