"""What the ledger knows beyond the database, and how each kind is done again: each app registers its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from privacy.erasure.errors import UnknownLedgerKind
from privacy.registry import Registry, dotted_name


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One line: what was done, to rows named by identifiers that are never used again. No personal value."""

    number: int
    id: UUID
    at: datetime
    kind: str
    facts: dict[str, Any]
    before: str
    hash: str


Apply = Callable[[Sequence[LedgerLine]], None]
Remains = Callable[[Sequence[LedgerLine]], int]


@dataclass(frozen=True, kw_only=True)
class LedgerKind:
    """``apply`` does lines again, harmless when done before; ``remains`` counts what is there all the same.

    Lines of a kind that is not ``is_an_end`` end nothing that could be left.
    """

    apply: Apply
    remains: Remains
    is_an_end: bool = True


kinds: Registry[str, LedgerKind] = Registry("ledger kind")
restore_actions: Registry[str, Callable[[datetime], None]] = Registry("act after a restore")


def register_kind(kind: str, *, apply: Apply, remains: Remains, is_an_end: bool = True) -> None:
    """Register how lines of one kind, such as ``newsletter.ended``, are done again after a restore."""
    kinds.add(kind, LedgerKind(apply=apply, remains=remains, is_an_end=is_an_end))


def after_restore(act: Callable[[datetime], None]) -> None:
    """Register what else an older database must not do, such as send again what may have been sent."""
    restore_actions.add(dotted_name(act), act)


def run_after_restore(now: datetime) -> None:
    """Do everything that was registered for after a restore; each harmless when done before."""
    for act in restore_actions.values():
        act(now)


def ledger_kind(kind: str) -> LedgerKind:
    """Return how a kind is done again. Raises ``UnknownLedgerKind``: the code is older than the ledger."""
    try:
        return kinds[kind]
    except KeyError as unknown:
        raise UnknownLedgerKind(
            f"The ledger has lines of the kind {kind}, which this version does not know."
        ) from unknown
