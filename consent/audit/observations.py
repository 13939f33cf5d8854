"""Observations of a browser: names, hosts and times, never a value."""

from dataclasses import dataclass, field

from consent.audit.states import State

# Reasons why a page could not be looked at, besides a status and the browser's own words.
NO_CHOICE, LED_ELSEWHERE = "choice", "led to another site"


@dataclass(frozen=True, order=True)
class StoredItem:
    """An item in the browser's storage. ``host``: a cookie's domain as the browser has it, else the frame's host."""

    kind: str  # a StorageKind
    name: str
    host: str


@dataclass(frozen=True, order=True)
class RequestedHost:
    """A host that received a request, and whether another host's redirect led to it."""

    host: str
    is_redirect: bool = False


@dataclass(kw_only=True)
class FirstSeen:
    """The page where an item was first seen. ``lifetime``: seconds from then (0: the session), None if it has none."""

    page: str
    lifetime: int | None = None
    is_leftover: bool = False


@dataclass(kw_only=True)
class Visit:
    """The observations of a browser in a state on a device. ``opened``: the pages of the site that were no errors."""

    state: State
    device: str
    stored: dict[StoredItem, FirstSeen] = field(default_factory=dict)
    requested: dict[RequestedHost, str] = field(default_factory=dict)
    readings: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    opened: int = 0
    requests: int = 0
    is_complete: bool = True

    def note(self, stored: StoredItem, page: str, lifetime: int | None = None, *, is_leftover: bool = False) -> None:
        """Record an item with the page where it was first seen and its longest lifetime."""
        first_seen = self.stored.setdefault(stored, FirstSeen(page=page, lifetime=lifetime, is_leftover=is_leftover))
        first_seen.is_leftover &= is_leftover
        if lifetime is not None and (first_seen.lifetime is None or lifetime > first_seen.lifetime):
            first_seen.lifetime = lifetime
