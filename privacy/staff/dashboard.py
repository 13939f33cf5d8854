"""The admin's first page: what waits for staff and where they look things up, each registered by its app."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from privacy.registry import Registry, dotted_name


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

    @property
    def is_urgent(self) -> bool:
        return any(item.is_urgent for item in self.items)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the administration that is no plain list of rows, and the permission that opens it."""

    title: str | Promise
    url_name: str
    permission: str
    note: str | Promise = ""


Desk = Callable[[datetime], Block]

blocks: Registry[str, tuple[int, Desk]] = Registry("block", order=lambda _name, entry: entry[0])
pages: Registry[str, tuple[int, Page]] = Registry("page", order=lambda _url, entry: entry[0])


def desk(order: int) -> Callable[[Desk], Desk]:
    """Register a block; lower orders come first."""

    def register(block: Desk) -> Desk:
        blocks.add(dotted_name(block), (order, block))
        return block

    return register


def all_blocks(now: datetime) -> Iterator[Block]:
    """Yield every app's block as of ``now``."""
    for _order, block in blocks.values():
        yield block(now)


def add_page(order: int, page: Page) -> None:
    """Lead to a page from the admin's first page; lower orders come first."""
    pages.add(page.url_name, (order, page))


def all_pages() -> Iterator[Page]:
    """Yield the pages in their order."""
    yield from (page for _order, page in pages.values())
