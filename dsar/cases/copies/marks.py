"""Replace what staff have left out of a copy by a marker; what is not there any more stops the copy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from dsar.cases.copies import folded
from dsar.cases.copies.errors import RedactionLost
from dsar.cases.redactions import Redaction


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A redaction with the text that it leaves out: a part of a value, or the whole of it as text."""

    redaction: Redaction
    text: str

    @cached_property
    def wanted(self) -> str:
        """The text as it is looked for."""
        return folded.passage(self.text)


@dataclass(frozen=True)
class Marks:
    """All redactions of a copy, by model, row and field."""

    passages: tuple[Passage, ...] = ()
    _by_row: Mapping[tuple[str, str], tuple[Passage, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        ordered = sorted(self.passages, key=_row_of)
        object.__setattr__(self, "_by_row", {row: tuple(those) for row, those in groupby(ordered, key=_row_of)})

    def has(self, model: str) -> bool:
        return any(passage.redaction.model == model for passage in self.passages)

    def of_row(self, model: str, row: str) -> tuple[Passage, ...]:
        return self._by_row.get((model, row), ())

    def applied(self, model: str, row: str, name: str, value: Any, as_text: str) -> Any:
        """Return a value as the copy has it; ``as_text`` is the same as text. Raises ``RedactionLost``."""
        passages = [passage for passage in self.of_row(model, row) if passage.redaction.field == name]
        whole = [passage for passage in passages if passage.redaction.is_whole]
        if whole:
            if any(passage.text != as_text for passage in whole):
                raise RedactionLost
            return marker()
        return _without(passages, value) if passages else value


def _row_of(passage: Passage) -> tuple[str, str]:
    return passage.redaction.model, passage.redaction.row


def _without(passages: Iterable[Passage], value: Any) -> str:
    if not isinstance(value, str):
        raise RedactionLost
    spans, text = list[tuple[int, int]](), folded.fold(value)
    for passage in passages:
        # Looked for in the value as it is, so that passages may overlap.
        found = text.find(passage.wanted)
        if not found:
            raise RedactionLost
        spans += found
    return _marked(value, _merged(spans))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = list[tuple[int, int]]()
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _marked(value: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, at = list[str](), 0
    for start, end in spans:
        parts += [value[at:start], marker()]
        at = end
    return "".join([*parts, value[at:]])


def marker() -> str:
    """Return what stands in the place of what was left out, in the active language."""
    return _("[… left out: about another person]")
