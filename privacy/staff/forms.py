"""Form fields for JSON lists, so that staff never type JSON."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from privacy.inventory.collecting import base_form

Choices = list[Any]


class ListField(forms.MultipleChoiceField):
    """Multiple choice stored as a JSON list. The current values of a row remain valid choices."""

    def __init__(self, *, choices: Callable[[], Choices], current: Iterable[str] = (), **kwargs: Any) -> None:
        self._current = [str(value) for value in current]
        super().__init__(choices=lambda: self._with_current(choices()), **kwargs)

    def _with_current(self, offered: Choices) -> Choices:
        known = {value for entry in offered for value in _values(entry)}
        unknown = [value for value in self._current if value not in known]
        return [*offered, *((value, _("%(name)s (not in the register)") % {"name": value}) for value in unknown)]


def _values(entry: Any) -> list[str]:
    name, inside = entry
    return [value for value, _label in inside] if isinstance(inside, list | tuple) else [name]


class LinesField(forms.CharField):
    """A list of short texts, entered as lines."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


@base_form
class ListsForm(forms.ModelForm):
    """A model form with multiple-choice fields for lists. ``lists`` maps field names to functions of choices."""

    lists: dict[str, Callable[[], Choices]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in self.lists.items():
            if name not in self.fields:
                continue
            shown = self.fields[name]
            self.fields[name] = ListField(
                choices=choices,
                current=getattr(self.instance, name) or (),
                required=shown.required,
                label=shown.label,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
            )
