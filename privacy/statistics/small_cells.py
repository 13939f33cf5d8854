"""Hiding of small numbers, so that no number shown, and no difference of them, is about few people (LAW P17, P25)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Published:
    """The cells of a table that may be shown.

    ``small`` cells are below the limit. ``covering`` cells are larger and hidden too, so that the small ones cannot be
    computed from ``total``, which is None where even it would reveal them.
    """

    shown: Mapping[str, int]
    small: frozenset[str]
    covering: frozenset[str]
    total: int | None


def publish(cells: Mapping[str, int], *, limit: int) -> Published:
    """Hide every cell below ``limit``, and as many of the next smallest as are needed to cover them.

    The hidden cells are at least two and sum to at least ``limit``: the total minus the shown cells is then neither a
    single cell nor a small number.
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
