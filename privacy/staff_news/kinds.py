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
    """An event of the journal that staff are told of, the permission to know it, and the line that says it.

    ``addressees`` names the fact with the ids of the accounts that are told; empty, or where the fact is empty:
    everybody with the permission.
    """

    event: str
    stream: str
    permission: str
    line: Line
    addressees: str = ""

    def is_for(self, account: int, facts: Facts) -> bool:
        """Tell whether an account with the permission is told of an entry."""
        return not self.addressees or not facts.get(self.addressees) or account in facts[self.addressees]


registry: Registry[str, NewsKind] = Registry("kind of news", order=lambda event, _kind: event)


def tells_staff(*, event: str, stream: str, permission: str, addressees: str = "") -> Callable[[Line], Line]:
    """Register the line that tells staff of an event of the journal.

    The line gets the facts of the entry. It holds no personal data, and is None where there is nothing to tell any
    more.
    """

    def register(line: Line) -> Line:
        kind = NewsKind(event=event, stream=stream, permission=permission, line=line, addressees=addressees)
        registry.add(event, kind)
        return line

    return register
