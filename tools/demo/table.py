"""Findings of a demonstration, and tables for a terminal."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 100


@dataclass(frozen=True)
class DemoFinding:
    """A test of a promise: the action, the observation, and whether it proves the promise."""

    promise: str
    words: str
    done: str
    seen: str
    is_proven: bool

    @property
    def verdict(self) -> str:
        return "proven" if self.is_proven else "NOT PROVEN"


def findings_table(findings: Iterable[DemoFinding], width: int = WIDTH) -> str:
    """Return the table, at most ``width`` columns wide."""
    rows = [(finding.promise, finding.words, finding.done, finding.seen, finding.verdict) for finding in findings]
    return table(("", "promise", "done", "seen", ""), rows, (3, 22, 0, 0, 10), width)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], width: int = WIDTH) -> str:
    """Return rows of wrapped cells under ``heads``; columns of width 0 share the remaining width."""
    gap = "  "
    open_columns = widths.count(0) or 1
    share = (width - sum(widths) - len(gap) * (len(widths) - 1)) // open_columns
    sizes = [fixed or share for fixed in widths]
    rule = "-" * (sum(sizes) + len(gap) * (len(sizes) - 1))
    lines = [rule, *_row(heads, sizes, gap), rule]
    for row in rows:
        lines += [*_row(row, sizes, gap), ""]
    lines[-1] = rule
    return "\n".join(lines)


def _row(cells: Sequence[str], sizes: Sequence[int], gap: str) -> list[str]:
    wrapped = [textwrap.wrap(cell, size) or [""] for cell, size in zip(cells, sizes, strict=True)]
    height = max(len(cell) for cell in wrapped)
    padded = [[*cell, *[""] * (height - len(cell))] for cell in wrapped]
    return [
        gap.join(text.ljust(size) for text, size in zip(line, sizes, strict=True)).rstrip()
        for line in zip(*padded, strict=True)
    ]
