"""What waits for staff: blocks on the admin's first page, contributed by each app's ``desk.py``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a block: a text without personal values, where it leads, and how urgent it is."""

    text: str
    url: str
    note: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class Block:
    """What one app has for staff now. ``count`` may exceed the items shown."""

    title: str
    count: int
    items: list[Item] = field(default_factory=list)
    url: str = ""
    empty: str = ""


Desk = Callable[[datetime], Block]

_desks: list[tuple[int, Desk]] = []


def desk(order: int) -> Callable[[Desk], Desk]:
    """Register a block; lower orders come first."""

    def register(block: Desk) -> Desk:
        _desks.append((order, block))
        return block

    return register


def all_blocks(now: datetime) -> Iterator[Block]:
    """Yield every app's block as of ``now``."""
    for _order, block in sorted(_desks, key=lambda entry: entry[0]):
        yield block(now)
