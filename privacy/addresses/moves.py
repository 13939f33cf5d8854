"""Addresses that somebody has taken in the place of others: every app says what it knows of (LAW D-40)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Move:
    """A change of somebody's address: when, and from which; empty where that is not known any more."""

    at: datetime
    old: str = ""


# Each yields the moves to an address in its normal form.
sources: Registry[str, Callable[[str], Iterable[Move]]] = Registry("source of changes of an address")


def moves_to(address: str) -> Iterator[Move]:
    """Yield the changes after which an address is somebody's."""
    for find in sources.values():
        yield from find(address)
