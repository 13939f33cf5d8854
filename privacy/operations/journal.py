"""Writing and verifying the journal."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from privacy.errors import PersonalValueInJournal
from privacy.models import JournalEntry

Fact = str | int | bool | UUID | date | None

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+\-]{0,79}")
_GENESIS = "0" * 64


def append(
    *, stream: str, event: str, facts: Mapping[str, Fact | list[Fact]], now: datetime, revision: int | None = None
) -> JournalEntry:
    """Add an entry to a stream, as the last statement of the caller's transaction (it holds the stream's lock).

    Raises ``PersonalValueInJournal`` for a text that is not an id, a hash, a date or a slug.
    """
    return JournalEntry.objects.create(
        stream=stream, seq=0, at=now, event=event, revision=revision, facts=canonical(facts), previous="", hash=""
    )


def canonical(facts: Mapping[str, Fact | list[Fact]]) -> str:
    """Return the facts as JSON in one form: sorted keys, no spaces, plain values only."""
    plain = {
        _plain(name): [_plain(one) for one in value] if isinstance(value, list) else _plain(value)
        for name, value in facts.items()
    }
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def _plain(value: Fact) -> str | int | bool | None:
    if value is None or isinstance(value, bool | int):
        return value
    text = value.isoformat() if isinstance(value, date) else str(value)
    if text and not _PLAIN.fullmatch(text):
        raise PersonalValueInJournal
    return text


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A place where the chain does not hold, and how."""

    stream: str
    seq: int
    problem: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Rows of an app that reach the journal in batches: how to write those that wait, how to compare them with it."""

    seal: Callable[[], object]
    compare: Callable[[], Iterator[Fault]]


_sources: list[Source] = []


def fed_by(source: Source) -> None:
    """Let an app say that it tells the journal of its rows a little later (decision 8)."""
    _sources.append(source)


def bring_up_to_date() -> None:
    """Write everything that waits to be written, so that what is read next is whole."""
    for source in _sources:
        source.seal()


def compare() -> Iterator[Fault]:
    """Yield every row that is not what its entry says."""
    for source in _sources:
        yield from source.compare()


def verify() -> Iterator[Fault]:
    """Yield every fault of the chain, in one streaming pass with flat memory."""
    stream, seq, previous = "", 0, _GENESIS
    for entry in JournalEntry.objects.order_by("stream", "seq").iterator(chunk_size=2000):
        if entry.stream != stream:
            stream, seq, previous = entry.stream, 0, _GENESIS
        if entry.seq != seq + 1:
            yield Fault(stream=stream, seq=seq + 1, problem="missing")
        elif entry.previous != previous:
            yield Fault(stream=stream, seq=entry.seq, problem="reordered or replaced")
        if not is_unchanged(entry):
            yield Fault(stream=stream, seq=entry.seq, problem="changed")
        seq, previous = entry.seq, entry.hash


def is_unchanged(entry: JournalEntry) -> bool:
    """Tell whether an entry is what the trigger hashed."""
    return entry.hash == _expected_hash(entry)


def _expected_hash(entry: JournalEntry) -> str:
    """Return what the trigger computed; the two must spell the entry alike."""
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    revision = "" if entry.revision is None else str(entry.revision)
    parts = (entry.stream, str(entry.seq), at, entry.event, revision, entry.facts, entry.previous)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
