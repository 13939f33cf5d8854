"""Registry of what staff are told by mail: entries of the journal, and who may know of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from privacy.registry import Registry
from privacy.staff.dashboard import DashboardItem

Facts = Mapping[str, Any]
Line = Callable[[Facts], DashboardItem | None]


@dataclass(frozen=True, kw_only=True)
class NewsKind:
    """An event of the journal that staff are told of, the permission to know it, and the line that says it."""

    event: str
    stream: str
    permission: str
    line: Line


registry: Registry[str, NewsKind] = Registry("kind of news", order=lambda event, _kind: event)


def tells_staff(*, event: str, stream: str, permission: str) -> Callable[[Line], Line]:
    """Register the line that tells staff of an event of the journal.

    The line gets the facts of the entry. It holds no personal data, and is None where there is nothing to tell any
    more.
    """

    def register(line: Line) -> Line:
        registry.add(event, NewsKind(event=event, stream=stream, permission=permission, line=line))
        return line

    return register
