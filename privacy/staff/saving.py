"""Admin for rows that staff and the system both write."""

import json
from typing import Any

from django.http import HttpRequest

from privacy.staff.lookups import DeclaredLookupsAdmin


class SharedRowAdmin(DeclaredLookupsAdmin):
    """Save only the fields of the form. An inline may have ``add_text``, the words on the button that adds a row."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            # The system may have written other fields since the row was read.
            names = [field.name for field in obj._meta.concrete_fields if field.name in form.cleaned_data]
            obj.save(update_fields=names)
        else:
            super().save_model(request, obj, form, change)

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        formsets: list[Any] = super().get_inline_formsets(*args, **kwargs)
        for formset in formsets:
            if words := getattr(formset.opts, "add_text", None):
                # Django's own words fit no Norwegian noun: they have neither its article nor its small letter.
                data = json.loads(formset.inline_formset_data())
                data["options"]["addText"] = str(words)
                formset.inline_formset_data = json.dumps(data)
        return formsets
