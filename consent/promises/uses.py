"""The promise that consent answers for: cookies are used for what the policy says, and for nothing else."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from consent.enums import Category
from privacy.verdicts import Facts, Verdict, broken, kept, promise, unproven

_PROMISE = "P42"
_USE = re.compile(r"\*\*(.+?)\*\*")


@promise(_PROMISE)
def uses_are_those_named(facts: Facts) -> Verdict:
    """The uses that the statement puts in bold type are, in every language, the categories of what is stored."""
    stored = {item["category"] for item in _items(facts.content)}
    statements = [one for one in facts.content["privacy"]["statements"] if _PROMISE in one["promises"]]
    figure = _("%(count)d categories of storage in the register") % {"count": len(stored)}
    if not statements or not stored:
        return unproven(figure, _("No statement of the policy names the uses, or the register holds no storage."))
    for statement in statements:
        for code, _name in settings.LANGUAGES:
            named = {use.casefold() for use in _USE.findall(statement["text"].get(code, ""))}
            if difference := named ^ _labels(stored, code):
                return broken(figure, _("The policy and the register differ on: %s.") % ", ".join(sorted(difference)))
    return kept(_("%(count)d uses named, the same %(count)d stored") % {"count": len(stored)})


def _items(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    section = content.get("consent", {})
    yield from section.get("own", [])
    for service in section.get("services", []):
        yield from service["items"]


def _labels(categories: set[str], language: str) -> set[str]:
    with translation.override(language):
        return {str(Category(category).label).casefold() for category in categories}
