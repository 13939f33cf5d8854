"""Registry of the staff dashboard, the admin's first page: blocks of pending work and links to pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser, User
from django.utils.functional import Promise

from privacy.registry import Registry, dotted_name


@dataclass(frozen=True, kw_only=True)
class DashboardItem:
    """A line of a block: a text without personal data, a link, a note and its urgency."""

    text: str
    url: str
    note: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class DashboardBlock:
    """The pending work of an app. ``count`` may exceed the number of items.

    ``is_about_people``: people wait for it, so it stands first, with its deadlines.
    """

    title: str
    count: int
    items: list[DashboardItem] = field(default_factory=list)
    url: str = ""
    empty: str = ""
    is_about_people: bool = False

    @property
    def is_urgent(self) -> bool:
        return any(item.is_urgent for item in self.items)

    def of_urgency(self, *, is_urgent: bool) -> Self:
        """Return a block of the items that are urgent, or of the others."""
        items = [item for item in self.items if item.is_urgent == is_urgent]
        others = len(self.items) - len(items)
        return replace(self, items=items, count=len(items) if is_urgent else self.count - others)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The first page: what people wait for, what is wrong, what can be made better, and where nothing waits."""

    people: list[DashboardBlock]
    wrong: list[DashboardBlock]
    later: list[DashboardBlock]
    quiet: list[DashboardBlock]

    @property
    def later_count(self) -> int:
        return sum(block.count for block in self.later)


def desk(now: datetime) -> Desk:
    """Return the blocks of all apps at ``now``, sorted by what they are about."""
    blocks = list(all_blocks(now))
    people = [block for block in blocks if block.count and block.is_about_people]
    others = [block for block in blocks if not block.is_about_people]
    return Desk(
        people=sorted(people, key=lambda block: not block.is_urgent),
        wrong=[urgent for block in others if (urgent := block.of_urgency(is_urgent=True)).count],
        later=[rest for block in others if (rest := block.of_urgency(is_urgent=False)).count],
        quiet=[block for block in blocks if not block.count],
    )


@dataclass(frozen=True, kw_only=True)
class DashboardPage:
    """A link to an admin page that is not a plain list of rows, and the permission that it needs."""

    title: str | Promise
    url_name: str
    permission: str
    note: str | Promise = ""


Opening = Callable[[User | AnonymousUser], DashboardItem | None]
BlockMaker = Callable[[datetime], DashboardBlock]

blocks: Registry[str, tuple[int, BlockMaker]] = Registry("block", order=lambda _name, entry: entry[0])
pages: Registry[str, tuple[int, DashboardPage]] = Registry("page", order=lambda _url, entry: entry[0])


openings: Registry[str, Opening] = Registry("opening")


def opening(make: Opening) -> Opening:
    """Register a function that returns what an account should begin with, above everything else, or None."""
    openings.add(dotted_name(make), make)
    return make


def all_openings(user: User | AnonymousUser) -> list[DashboardItem]:
    """Return what an account should begin with."""
    return [item for make in openings.values() if (item := make(user)) is not None]


def dashboard_block(order: int) -> Callable[[BlockMaker], BlockMaker]:
    """Register the decorated function as a block; lower orders come first."""

    def register(block: BlockMaker) -> BlockMaker:
        blocks.add(dotted_name(block), (order, block))
        return block

    return register


def all_blocks(now: datetime) -> Iterator[DashboardBlock]:
    """Yield the blocks of all apps at ``now``, in order."""
    for _order, block in blocks.values():
        yield block(now)


def add_page(order: int, page: DashboardPage) -> None:
    """Register a link to a page; lower orders come first."""
    pages.add(page.url_name, (order, page))


def all_pages() -> Iterator[DashboardPage]:
    """Yield the links in order."""
    yield from (page for _order, page in pages.values())
