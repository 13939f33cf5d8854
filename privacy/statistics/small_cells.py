"""Hiding small numbers, so that neither they nor a total minus the others tell of a few people (LAW P17, P25)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Published:
    """The cells of one table that may be seen.

    ``small`` are below the limit; ``covering`` are larger ones that had to go too, so that the small ones cannot be
    worked out from ``total``; ``total`` is None where even it would give them away.
    """

    shown: Mapping[str, int]
    small: frozenset[str]
    covering: frozenset[str]
    total: int | None


def publish(cells: Mapping[str, int], *, limit: int) -> Published:
    """Hide every cell below ``limit``, and as many of the next smallest as it takes.

    What is hidden together is at least two cells and at least ``limit``, so that the total minus what is shown is no
    single cell and no small number.
    """
    cells = {name: count for name, count in cells.items() if count > 0}
    small = {name for name, count in cells.items() if count < limit}
    hidden = set(small)
    for name in sorted(cells, key=lambda name: (cells[name], name)):
        if not small or _is_enough(cells, hidden, limit):
            break
        hidden.add(name)
    is_safe = not small or _is_enough(cells, hidden, limit)
    return Published(
        shown={name: count for name, count in cells.items() if name not in hidden},
        small=frozenset(small),
        covering=frozenset(hidden - small),
        total=sum(cells.values()) if is_safe else None,
    )


def _is_enough(cells: Mapping[str, int], hidden: set[str], limit: int) -> bool:
    return len(hidden) >= 2 and sum(cells[name] for name in hidden) >= limit
