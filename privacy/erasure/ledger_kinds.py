"""What the ledger knows beyond the database, and how each kind is done again: told by each app's ``ledger.py``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from privacy.erasure.errors import UnknownLedgerKind


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: what was done, to rows named by identifiers that are never used again. No personal value."""

    number: int
    id: UUID
    at: datetime
    kind: str
    facts: dict[str, Any]
    before: str
    hash: str


Apply = Callable[[Sequence[Line]], None]
Remains = Callable[[Sequence[Line]], int]


@dataclass(frozen=True, kw_only=True)
class Again:
    """``apply`` does lines again, harmless when done before; ``remains`` counts what is there all the same."""

    apply: Apply
    remains: Remains


_kinds: dict[str, Again] = {}
_after: list[Callable[[datetime], None]] = []


def does_again(kind: str, *, apply: Apply, remains: Remains) -> None:
    """Register how lines of one kind, such as ``newsletter.ended``, are done again after a restore."""
    _kinds[kind] = Again(apply=apply, remains=remains)


def after_restore(act: Callable[[datetime], None]) -> None:
    """Register what else an older database must not do, such as send again what may have been sent."""
    _after.append(act)


def settle_restored(now: datetime) -> None:
    """Do everything that was registered for after a restore; each harmless when done before."""
    for act in _after:
        act(now)


def again(kind: str) -> Again:
    """Return how a kind is done again. Raises ``UnknownLedgerKind``: the code is older than the ledger."""
    try:
        return _kinds[kind]
    except KeyError as unknown:
        raise UnknownLedgerKind(
            f"The ledger has lines of the kind {kind}, which this version does not know."
        ) from unknown
