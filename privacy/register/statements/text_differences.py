"""Comparison of two published texts by word, with unchanged lines folded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from privacy.register.statements.blocks import Block, blocks

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_NEIGHBOURS = 1
# Longer passages are shown as removed and added: comparing words takes time by the product of their lengths.
_LONGEST = 2_000
_MOST_PAIRS = 4_000_000
_ALIKE = 0.4
_CUT = 160


class Mark(StrEnum):
    """The change of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Words of a block, and whether they were added, removed or kept."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Line:
    """A block in the comparison, as pieces."""

    kind: str
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.mark is not Mark.SAME for piece in self.pieces)


@dataclass(frozen=True)
class Stretch:
    """Consecutive lines, shown or folded. ``heading`` is the heading of their section of the policy."""

    lines: tuple[Line, ...]
    is_folded: bool
    heading: str = ""


# Published texts never change, so the cache needs no invalidation.
@lru_cache(maxsize=64)
def between(before: str, after: str) -> tuple[Stretch, ...]:
    """Return the comparison of two published texts; empty if they are equal. Cached in the process."""
    lines = list(_lines(blocks(before), blocks(after)))
    return tuple(_folded(lines)) if any(line.is_changed for line in lines) else ()


def in_line(before: str, after: str, *, is_text: bool) -> Line:
    """Return the comparison of two values in one line; texts by word, with long equal pieces shortened."""
    if is_text and before and after and _words_in_common(before, after):
        pieces = [
            Piece(piece.mark, _cut(piece.text) if piece.mark is Mark.SAME else piece.text)
            for piece in _words(before, after)
        ]
    else:
        both = (
            Piece(Mark.REMOVED, before),
            Piece(Mark.SAME, " " if before and after else ""),
            Piece(Mark.ADDED, after),
        )
        pieces = [piece for piece in both if piece.text]
    return Line("p", tuple(pieces))


def _words_in_common(before: str, after: str) -> bool:
    old, new = set(before.split()), set(after.split())
    return len(old & new) >= _ALIKE * min(len(old), len(new))


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else f"{text[: _CUT // 2]} … {text[-_CUT // 2 :]}"


def _lines(old: list[Block], new: list[Block]) -> Iterator[Line]:
    # autojunk ignores frequent elements and so misses changes; the texts are short enough to compare without it.
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Line(added.kind, (Piece(Mark.SAME, added.text),)) for added in new[j1:j2])
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Line]:
    """Yield the lines of replaced blocks, in order; similar blocks are compared, others are removed or added."""
    waiting = list(old)
    for block in new:
        place = next((number for number, removed in enumerate(waiting) if _is_alike(removed, block)), None)
        if place is None:
            yield Line(block.kind, (Piece(Mark.ADDED, block.text),))
            continue
        yield from (Line(removed.kind, (Piece(Mark.REMOVED, removed.text),)) for removed in waiting[:place])
        yield Line(block.kind, tuple(_words(waiting[place].text, block.text)))
        waiting = waiting[place + 1 :]
    yield from (Line(removed.kind, (Piece(Mark.REMOVED, removed.text),)) for removed in waiting)


def _is_alike(old: Block, new: Block) -> bool:
    if old.kind != new.kind or len(old.text) + len(new.text) > 2 * _LONGEST * 8:
        return False
    if old.kind == "tr" and old.cells[0] == new.cells[0]:
        return True
    before, after = set(old.text.split()), set(new.text.split())
    return len(before & after) >= _ALIKE * max(len(before), len(after))


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > _MOST_PAIRS:
        yield Piece(Mark.REMOVED, old)
        yield Piece(Mark.ADDED, new)
        return
    removed = added = space = ""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old_words, new_words = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag != "equal":
            removed, added, space = removed + space + old_words, added + space + new_words, ""
        elif new_words.isspace() and removed and added:
            space = new_words  # a space alone does not separate two exchanged words
        else:
            yield from _exchanged(removed, added)
            yield Piece(Mark.SAME, new_words)
            removed = added = ""
    yield from _exchanged(removed, added)
    if space:
        yield Piece(Mark.SAME, space)


def _exchanged(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(Mark.REMOVED, removed)
    if added:
        yield Piece(Mark.ADDED, added)


def _folded(lines: list[Line]) -> Iterator[Stretch]:
    """Yield changed lines with their neighbours, and the lines between them folded."""
    changed = [number for number, line in enumerate(lines) if line.is_changed]
    near = {number + step for number in changed for step in range(-_NEIGHBOURS, _NEIGHBOURS + 1)}
    heading, start = "", 0
    while start < len(lines):
        is_folded, end = start not in near, start
        while end < len(lines) and (end not in near) is is_folded:
            end += 1
        yield Stretch(tuple(lines[start:end]), is_folded, "" if lines[start].kind == "h2" else heading)
        headings = [line for line in lines[start:end] if line.kind == "h2"]
        if headings:
            heading = "".join(piece.text for piece in headings[-1].pieces if piece.mark is not Mark.REMOVED)
        start = end
