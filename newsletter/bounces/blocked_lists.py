"""Lists of addresses that a mail provider does not write to: one interface, and a module for each provider."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newsletter.bounces.enums import EventKind
from newsletter.conf import newsletter_settings
from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """An address on a provider's list, why and since when."""

    address: str
    kind: EventKind
    blocked_at: datetime


class BlockedList(Protocol):
    """What the site needs of a provider. Both raise ``ProviderAway``."""

    def blocked(self) -> Iterator[Blocked]:
        """Yield every address on the list."""

    def unblock(self, address: str) -> None:
        """Take an address off the list."""


registry: Registry[str, type[BlockedList]] = Registry("provider with a list of blocked addresses")


def configured() -> tuple[str, BlockedList] | None:
    """Return the provider of the site with its name; None if it has none with such a list."""
    name = newsletter_settings().provider
    return (name, registry[name]()) if name else None
