"""Forms of the register for staff: lists are chosen, never typed as JSON."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from privacy.inventory.collecting import base_form

Choices = list[Any]


class ListField(forms.MultipleChoiceField):
    """Several of a list of choices, kept as a JSON list. What the row holds already can always be kept."""

    def __init__(self, *, choices: Callable[[], Choices], held: Iterable[str] = (), **kwargs: Any) -> None:
        self._held = [str(one) for one in held]
        super().__init__(choices=lambda: self._with_held(choices()), **kwargs)

    def _with_held(self, offered: Choices) -> Choices:
        known = {value for entry in offered for value in _values(entry)}
        lost = [(one, _("%(name)s (not in the register)") % {"name": one}) for one in self._held if one not in known]
        return [*offered, *lost]


def _values(entry: Any) -> list[str]:
    name, inside = entry
    return [value for value, _label in inside] if isinstance(inside, list | tuple) else [name]


class LinesField(forms.CharField):
    """A list of short texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


@base_form
class ListsForm(forms.ModelForm):
    """A form of a row whose lists are chosen. ``lists`` maps a field to what it offers."""

    lists: dict[str, Callable[[], Choices]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in self.lists.items():
            if name not in self.fields:
                continue
            shown = self.fields[name]
            self.fields[name] = ListField(
                choices=choices,
                held=getattr(self.instance, name) or (),
                required=shown.required,
                label=shown.label,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
            )
