"""Staff form of a statement, with choices of rows, promises and conditions in place of JSON."""

from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _

from privacy.inventory.collecting import staff_form
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Keyed
from privacy.register.languages.fields import in_language
from privacy.register.promises import catalogue
from privacy.register.statements.enums import Condition
from privacy.register.statements.models import Statement
from privacy.register.statements.queries import section_titles
from privacy.staff.forms import Choices, ListsForm


def rows(draft: Register) -> Choices:
    """Return the rows of the draft register that have a key as choices, by kind."""
    groups: dict[str, Choices] = {}
    for name, row in draft.rows().items():
        groups.setdefault(_kind(name.partition("/")[0]), []).append((name, _title(row)))
    return sorted((kind, entries) for kind, entries in groups.items() if kind)


def _kind(kind: str) -> str:
    titles = {
        "purposes": _("Purposes"), "vendors": _("Recipients"), "retention_rules": _("Retention rules"),
        "services": _("Services"),
    }  # fmt: skip
    return titles.get(kind, "")


def _title(row: Keyed) -> str:
    return row.label if isinstance(row.label, str) else in_language(row.label)


def promises() -> Choices:
    """Return the promises of the catalogue as choices."""
    return [(name, f"{name} {in_language(known.text)}") for name, known in catalogue.all_promises().items()]


def sections() -> Choices:
    """Return the sections of the policy as choices, by their headings, and that the statement begins one."""
    return [("", _("A new section")), *section_titles().items()]


def conditions(draft: Register) -> Choices:
    """Return the conditions that can be evaluated on a register as choices, by kind."""
    names = draft.rows()
    offered: Choices = []
    for condition in (Condition.VENDOR, Condition.SERVICE, Condition.PURPOSE):
        start = f"{condition.value}s/"
        entries = [
            (f"{condition.value}:{row.key}", _title(row)) for name, row in names.items() if name.startswith(start)
        ]
        if entries:
            offered.append((str(condition.label), entries))
    kinds = sorted({name.partition("/")[0] for name in names})
    offered.append((str(Condition.ROWS.label), [(f"rows:{kind}", _kind(kind)) for kind in kinds if _kind(kind)]))
    return [*offered, (Condition.THIRD_COUNTRY.value, str(Condition.THIRD_COUNTRY.label))]


@staff_form
class StatementForm(ListsForm):
    """Form of a statement. The admin sets ``draft``, the frozen draft register."""

    draft: Register = Register()

    class Meta:
        model = Statement
        fields = ("key", "section", "order", "text", "otherwise", "promises", "rows", "conditions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.lists = {
            "promises": promises,
            "rows": partial(rows, self.draft),
            "conditions": partial(conditions, self.draft),
        }
        super().__init__(*args, **kwargs)
        if shown := self.fields.get("section"):  # who only reads has no fields
            self.fields["section"] = forms.ChoiceField(choices=sections, required=False, label=shown.label)

    def clean(self) -> dict[str, Any] | None:
        """Name a new section after the statement that begins it."""
        given = super().clean() or self.cleaned_data
        if not given.get("section"):
            key = self.instance.key or given.get("key", "")
            given["section"] = key if key not in section_titles() else f"{key}-{uuid4().hex[:6]}"
        return given
