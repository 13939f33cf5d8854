"""What a browser held and asked for: names, hosts and times, never a value."""

from dataclasses import dataclass, field

from consent.audit.states import State


@dataclass(frozen=True, order=True)
class Stored:
    """One thing kept in the browser. ``host``: a cookie's domain as the browser has it, else the frame's host."""

    kind: str  # a StorageKind
    name: str
    host: str


@dataclass(frozen=True, order=True)
class Asked:
    """One host that was asked, and whether a redirect of another host led there."""

    host: str
    is_redirect: bool = False


@dataclass(kw_only=True)
class Sight:
    """Where something was first seen. ``lifetime``: seconds from then (0: the session), None where it has none."""

    page: str
    lifetime: int | None = None
    is_leftover: bool = False


@dataclass(kw_only=True)
class Visit:
    """Everything that one browser met in one state on one device."""

    state: State
    device: str
    stored: dict[Stored, Sight] = field(default_factory=dict)
    asked: dict[Asked, str] = field(default_factory=dict)
    readings: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    requests: int = 0
    is_complete: bool = True

    def note(self, stored: Stored, page: str, lifetime: int | None = None, *, is_leftover: bool = False) -> None:
        """Keep the first sight of something, with the longest life that it was ever given."""
        sight = self.stored.setdefault(stored, Sight(page=page, lifetime=lifetime, is_leftover=is_leftover))
        sight.is_leftover &= is_leftover
        if lifetime is not None and (sight.lifetime is None or lifetime > sight.lifetime):
            sight.lifetime = lifetime
