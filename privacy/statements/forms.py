"""Forms of the register for staff: lists are chosen, never typed as JSON."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from privacy.inventory.collecting import staff_form
from privacy.languages.fields import in_language
from privacy.promises import catalogue
from privacy.promises.registry import all_checks
from privacy.staff.forms import Choices, ListsForm
from privacy.statements import notice
from privacy.statements.enums import Condition
from privacy.statements.models import Statement


def rows(draft: notice.Content) -> Choices:
    """Offer every row of the draft register that has a key, by kind."""
    groups: dict[str, Choices] = {}
    for name, row in notice.rows(draft).items():
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
    known = catalogue.all_promises()
    names = {*known, *(name for name, _check in all_checks())}
    return [
        (name, f"{name} {in_language(known[name].text)}" if name in known else name)
        for name in sorted(names, key=catalogue.number)
    ]


def conditions(draft: notice.Content) -> Choices:
    """Offer every condition that this register can be asked."""
    names = notice.rows(draft)
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


@staff_form
class StatementForm(ListsForm):
    """A passage of the policy: its words, and what it is about. The admin sets ``draft``, the frozen draft register."""

    draft: notice.Content = {}

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
