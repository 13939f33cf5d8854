"""Check that the languages of a notice have the same content (LAW L-01)."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from privacy.law.durations import numbers_in
from privacy.register.languages.fields import name_of
from privacy.register.statements.linting.findings import Found, finds
from privacy.register.statements.linting.reading import Reading

_LINK = re.compile(r"\]\([^)]*\)")
_FACT = re.compile(r"\{[a-z_:]+\}")


@finds("L-01")
def languages_say_the_same(reading: Reading) -> Iterator[Found]:
    """Report passages and periods whose numbers (digits or words), facts or tables differ between languages."""
    sources: dict[str, dict[str, str]] = {}
    for passage in reading.passages:
        sources.setdefault(passage.key, {})[passage.language] = passage.source
    for key, texts in sources.items():
        yield from (Found(detail=f"{key}: {what}", statement=key) for what in _differences(texts))
    for rule in reading.register.retention_rules:
        yield from (Found(detail=f"{rule.key}: {what}") for what in _differences(rule.period))


def _differences(texts: Mapping[str, str]) -> Iterator[str]:
    says = {code: said for code, text in texts.items() if (said := _said(text, code)) is not None}
    for (first, there), (other, here) in pairwise(says.items()):
        if there != here:
            yield f"{name_of(first)} {_shown(there - here)} / {name_of(other)} {_shown(here - there)}"


def _said(text: str, language: str) -> frozenset[str] | None:
    plain = _LINK.sub("]", text)
    numbers = numbers_in(_FACT.sub(" ", plain), language)
    return None if numbers is None else frozenset({*map(str, numbers), *_FACT.findall(text)})


def _shown(values: frozenset[str]) -> str:
    return ", ".join(sorted(values)) or "–"
