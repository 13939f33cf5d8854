"""The admin's first page: what waits for staff and where they look things up, each registered by its app."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from privacy.registry import Registry, dotted_name


@dataclass(frozen=True, kw_only=True)
class DashboardItem:
    """One line of a block: a text without personal values, where it leads, and how urgent it is."""

    text: str
    url: str
    note: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class DashboardBlock:
    """What one app has for staff now. ``count`` may exceed the items shown."""

    title: str
    count: int
    items: list[DashboardItem] = field(default_factory=list)
    url: str = ""
    empty: str = ""

    @property
    def is_urgent(self) -> bool:
        return any(item.is_urgent for item in self.items)


@dataclass(frozen=True, kw_only=True)
class DashboardPage:
    """A page of the administration that is no plain list of rows, and the permission that opens it."""

    title: str | Promise
    url_name: str
    permission: str
    note: str | Promise = ""


BlockMaker = Callable[[datetime], DashboardBlock]

blocks: Registry[str, tuple[int, BlockMaker]] = Registry("block", order=lambda _name, entry: entry[0])
pages: Registry[str, tuple[int, DashboardPage]] = Registry("page", order=lambda _url, entry: entry[0])


def dashboard_block(order: int) -> Callable[[BlockMaker], BlockMaker]:
    """Register a block; lower orders come first."""

    def register(block: BlockMaker) -> BlockMaker:
        blocks.add(dotted_name(block), (order, block))
        return block

    return register


def all_blocks(now: datetime) -> Iterator[DashboardBlock]:
    """Yield every app's block as of ``now``."""
    for _order, block in blocks.values():
        yield block(now)


def add_page(order: int, page: DashboardPage) -> None:
    """Lead to a page from the admin's first page; lower orders come first."""
    pages.add(page.url_name, (order, page))


def all_pages() -> Iterator[DashboardPage]:
    """Yield the pages in their order."""
    yield from (page for _order, page in pages.values())
