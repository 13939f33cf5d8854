"""Writing and verifying the journal."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from privacy.journal.errors import PersonalValueInJournal
from privacy.journal.models import JournalEntry
from privacy.journal.scopes import EVERYTHING, Scope
from privacy.law.locales.languages import WRITTEN_IN
from privacy.registry import Registry

Fact = str | int | bool | UUID | date | None
Facts = Mapping[str, Fact | list[Fact]]

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+\-]{0,79}")
_GENESIS = "0" * 64
BATCH = 1000


def append(*, stream: str, event: str, facts: Facts, now: datetime, revision: int | None = None) -> JournalEntry:
    """Add an entry to a stream, as the last statement of the caller's transaction (it holds the stream's lock).

    Raises ``PersonalValueInJournal`` for a text that is not an id, a hash, a date or a slug.
    """
    return JournalEntry.objects.create(
        stream=stream, seq=0, at=now, event=event, revision=revision, facts=canonical(facts), previous="", hash=""
    )


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """One of many entries; the database numbers and chains it."""

    stream: str
    event: str
    facts: Facts = field(default_factory=dict)
    revision: int | None = None


def append_many(*, entries: Iterable[NewEntry], now: datetime) -> int:
    """Add many entries in one statement for each thousand, as the last of the caller's transaction; return how many.

    Within a stream they keep their order. Streams are locked in the order of their names, whatever order the entries
    came in: two batches can never wait for each other. Raises ``PersonalValueInJournal`` before anything is written.
    """
    rows = [
        JournalEntry(
            stream=one.stream, seq=0, at=now, event=one.event, revision=one.revision, facts=canonical(one.facts),
            previous="", hash="",
        )
        for one in sorted(entries, key=lambda one: one.stream)
    ]  # fmt: skip
    with transaction.atomic():
        JournalEntry.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def canonical(facts: Facts) -> str:
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
class JournalFault:
    """A place where the chain does not hold, and how.

    ``text`` is a message with ``%(name)s`` for each of ``values``. In front of it come ``noun`` and ``about``: the kind
    of row, and which.
    """

    stream: str
    seq: int
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    noun: str = ""
    about: str = ""

    @property
    def problem(self) -> str:
        """The fault in the active language, for staff."""
        text = gettext(self.text)
        parts = (self.noun and gettext(self.noun), self.about, text % self.values if self.values else text)
        return " ".join(part for part in parts if part)

    @property
    def line(self) -> str:
        """The fault and its place in the active language."""
        return f"{self.stream} {self.seq}: {self.problem}" if self.seq else f"{self.stream}: {self.problem}"

    @property
    def line_in_english(self) -> str:
        """The fault and its place, for logs and the command line."""
        with translation.override(WRITTEN_IN):
            return self.line


@dataclass(frozen=True, kw_only=True)
class JournalSource:
    """Rows of an app that the journal knows: how to write those that wait, how to compare them with it.

    ``name`` is the source's own, such as the stream that it feeds. ``seal`` is given for rows that reach the journal in
    batches, and takes the time.
    """

    name: str
    compare: Callable[[Scope], Iterator[JournalFault]]
    seal: Callable[[datetime], object] | None = None


sources: Registry[str, JournalSource] = Registry("source of the journal")


def add_source(source: JournalSource) -> None:
    """Let an app say how its rows are compared with the journal, and how those are written that wait (decision 8)."""
    sources.add(source.name, source)


def seal_sources(*, now: datetime) -> None:
    """Write everything that waits to be written, so that what is read next is whole."""
    for source in sources.values():
        if source.seal is not None:
            source.seal(now)


def compare_sources(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the rows that are not what their entries say, and the entries whose rows are gone."""
    for source in sources.values():
        yield from source.compare(scope)


@dataclass(frozen=True, kw_only=True)
class SignedEntry:
    """What a signed head says of one stream: at the end of ``day`` its entry ``seq`` had this hash."""

    stream: str
    seq: int
    hash: str
    day: str
    signed_at: str = ""


def verify_chain(*, pledges: Iterable[SignedEntry] = ()) -> Iterator[JournalFault]:
    """Yield every fault of the chain, in one streaming pass with flat memory.

    The chain alone shows what was changed, taken out or moved. Only ``pledges`` show what it cannot: entries cut off at
    its end, and a past that was written anew with every hash computed again.
    """
    heads = _Heads(pledges)
    stream, seq, previous = "", 0, _GENESIS
    pledged: dict[int, list[SignedEntry]] = {}
    for row in JournalEntry.objects.order_by("stream", "seq").values_list(*_ROW).iterator(chunk_size=_CHUNK):
        if row[0] != stream:
            yield from heads.cut_off(stream, seq)
            stream, seq, previous = row[0], 0, _GENESIS
            pledged = heads.of(stream)
        digest = _digest(*row[:-1])
        if row[1] != seq + 1 or row[6] != previous or row[7] != digest:
            yield from _faults(row, seq, previous, digest)
        if row[1] in pledged:
            yield from heads.judge(stream, row[1], row[7])
        seq, previous = row[1], row[7]
    yield from heads.cut_off(stream, seq)
    yield from heads.vanished()


_ROW = ("stream", "seq", "at", "event", "revision", "facts", "previous", "hash")
_CHUNK = 5000


def _faults(row: tuple[Any, ...], seq: int, previous: str, digest: str) -> Iterator[JournalFault]:
    """Say what is wrong with an entry that does not follow the one numbered ``seq``."""
    if row[1] != seq + 1:
        yield JournalFault(stream=row[0], seq=seq + 1, text=gettext_noop("missing"))
    elif row[6] != previous:
        yield JournalFault(stream=row[0], seq=row[1], text=gettext_noop("reordered or replaced"))
    if row[7] != digest:
        yield JournalFault(stream=row[0], seq=row[1], text=gettext_noop("changed"))


class _Heads:
    """The pledges by stream and number, held against the entries as they pass."""

    def __init__(self, pledges: Iterable[SignedEntry]) -> None:
        self._left: dict[str, dict[int, list[SignedEntry]]] = {}
        self._held: dict[str, int] = {}
        for one in pledges:
            self._left.setdefault(one.stream, {}).setdefault(one.seq, []).append(one)

    def of(self, stream: str) -> dict[int, list[SignedEntry]]:
        return self._left.get(stream, {})

    def judge(self, stream: str, seq: int, found: str) -> Iterator[JournalFault]:
        broken = next((one for one in self._left[stream][seq] if one.hash != found), None)
        if broken is None:
            self._held[stream] = seq
        else:
            since = self._held.get(stream, 0) + 1
            text = gettext_noop("written anew: somewhere from %(since)s on it is not what was signed for %(day)s")
            yield JournalFault(stream=stream, seq=seq, text=text, values={"since": since, "day": broken.day})

    def cut_off(self, stream: str, last: int) -> Iterator[JournalFault]:
        """Yield the first entry that is gone from the end of a stream, and drop the stream."""
        beyond = [one[0] for seq, one in sorted(self._left.pop(stream, {}).items()) if seq > last]
        if beyond:
            text = gettext_noop("cut off: %(count)s entries were signed for %(day)s")
            values = {"count": beyond[-1].seq, "day": beyond[-1].day}
            yield JournalFault(stream=stream, seq=last + 1, text=text, values=values)

    def vanished(self) -> Iterator[JournalFault]:
        for stream in sorted(self._left):
            yield from self.cut_off(stream, 0)


def is_unchanged(entry: JournalEntry) -> bool:
    """Tell whether an entry is what the trigger hashed."""
    return entry.hash == _expected_hash(entry)


def _expected_hash(entry: JournalEntry) -> str:
    return _digest(entry.stream, entry.seq, entry.at, entry.event, entry.revision, entry.facts, entry.previous)


def _digest(stream: str, seq: int, at: datetime, event: str, revision: int | None, facts: str, previous: str) -> str:
    """Return what the trigger computed; the two must spell the entry alike."""
    time = at.astimezone(UTC).isoformat(timespec="microseconds")[:26]
    number = "" if revision is None else revision
    return hashlib.sha256(f"{stream}\n{seq}\n{time}Z\n{event}\n{number}\n{facts}\n{previous}".encode()).hexdigest()
