"""Admin for rows that staff and the system both write."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class SharedRowAdmin(admin.ModelAdmin):
    """Save what the form shows and nothing else: the system may have written the rest of the row since it was read."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=[one.name for one in obj._meta.concrete_fields if one.name in form.cleaned_data])
        else:
            super().save_model(request, obj, form, change)
