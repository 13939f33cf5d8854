"""A table whose columns are as wide as their cells."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Rows under heads; the first column is text, the others are figures."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.heads, *self.rows, strict=True)]
        lines = ["  ".join(_cells(row, widths)).rstrip() for row in (self.heads, *self.rows)]
        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        return "\n".join([rule, lines[0], rule, *lines[1:], rule])


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = row
    figures = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return [first.ljust(widths[0]), *figures]
