"""Forms of the register for staff: lists are chosen, never typed as JSON."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy import catalogue, countries, notice
from privacy.enums import Condition
from privacy.fields import in_language
from privacy.models import Controller, Purpose, Statement
from privacy.operations import register
from privacy.verdicts import all_checks

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


def rows() -> Choices:
    """Offer every row of the draft register that has a key, by kind."""
    groups: dict[str, Choices] = {}
    for name, row in notice.rows(register.freeze()).items():
        groups.setdefault(_kind(name.partition("/")[0]), []).append((name, _title(row)))
    return sorted((kind, entries) for kind, entries in groups.items() if kind)


def _kind(kind: str) -> str:
    titles = {
        "purposes": _("Purposes"), "vendors": _("Recipients"), "retention_rules": _("Retention rules"),
        "services": _("Services"),
    }  # fmt: skip
    return titles.get(kind, "")


def _title(row: notice.Row) -> str:
    title = row.get("title") or row.get("name") or row["key"]
    return title if isinstance(title, str) else in_language(title)


def promises() -> Choices:
    """Offer every promise that is known by number or that some app checks."""
    known = catalogue.known()
    names = {*known, *(name for name, _check in all_checks())}
    return [
        (name, f"{name} {in_language(known[name].text)}" if name in known else name)
        for name in sorted(names, key=catalogue.number)
    ]


def conditions() -> Choices:
    """Offer every condition that this register can be asked."""
    names = notice.rows(register.freeze())
    offered: Choices = []
    for condition in (Condition.VENDOR, Condition.SERVICE, Condition.PURPOSE):
        start = f"{condition.value}s/"
        entries = [
            (f"{condition.value}:{row['key']}", _title(row)) for name, row in names.items() if name.startswith(start)
        ]
        if entries:
            offered.append((str(condition.label), entries))
    kinds = sorted({name.partition("/")[0] for name in names})
    offered.append((str(Condition.ROWS.label), [(f"rows:{kind}", _kind(kind)) for kind in kinds if _kind(kind)]))
    return [*offered, (Condition.THIRD_COUNTRY.value, str(Condition.THIRD_COUNTRY.label))]


class StatementForm(ListsForm):
    """A passage of the policy: its words, and what it is about."""

    lists = {"promises": promises, "rows": rows, "conditions": conditions}

    class Meta:
        model = Statement
        fields = ("key", "section", "order", "text", "otherwise", "promises", "rows", "conditions")


class ControllerForm(forms.ModelForm):
    """Who decides, with the country chosen by name."""

    class Meta:
        model = Controller
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_country(self, "country")


class PurposeForm(forms.ModelForm):
    """A purpose, with what serves it one on a line."""

    covers = LinesField(
        label=gettext_lazy("covers"),
        required=False,
        help_text=gettext_lazy("Which cookies, services or categories of them serve it: one on each line."),
    )

    class Meta:
        model = Purpose
        fields = "__all__"


def _choose_country(form: forms.ModelForm, name: str) -> None:
    if name in form.fields:
        shown = form.fields[name]
        form.fields[name] = forms.ChoiceField(
            label=shown.label,
            required=shown.required,
            choices=lambda: [("", "---------"), *countries.choices()],
        )
