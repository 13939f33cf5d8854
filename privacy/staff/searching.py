"""Registry of what staff find from the first page: by an address, a number, a name or words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.utils.functional import Promise

from privacy.registry import Registry, dotted_name

MOST = 8  # of each kind


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A row that was found: a text without codes, a link and a note."""

    text: str
    url: str
    note: str = ""


Search = Callable[[str], Iterable[Hit]]


@dataclass(frozen=True, kw_only=True)
class SearchKind:
    """A kind of row, the permission to see it, and the function that finds it."""

    title: str | Promise
    permission: str
    order: int
    search: Search


@dataclass(frozen=True, kw_only=True)
class Hits:
    """What was found of a kind; ``has_more`` than are shown."""

    title: str | Promise
    items: list[Hit]
    has_more: bool


registry: Registry[str, SearchKind] = Registry("search", order=lambda _name, kind: kind.order)


def searchable(*, title: str | Promise, permission: str, order: int) -> Callable[[Search], Search]:
    """Register a function that yields the rows for a text of at least two characters, the best first."""

    def register(search: Search) -> Search:
        kind = SearchKind(title=title, permission=permission, order=order, search=search)
        registry.add(dotted_name(search), kind)
        return search

    return register


def search(text: str, user: User | AnonymousUser) -> Iterator[Hits]:
    """Yield what an account may see and a text finds, by kind."""
    text = " ".join(text.split())
    if len(text) < 2:
        return
    for kind in registry.values():
        if user.has_perm(kind.permission):
            items = [item for item, _number in zip(kind.search(text), range(MOST + 1), strict=False)]
            if items:
                yield Hits(title=kind.title, items=items[:MOST], has_more=len(items) > MOST)
