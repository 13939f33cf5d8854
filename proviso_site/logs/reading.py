"""Search log files line by line, each line once: what was read of a file is remembered.

A file that has not changed is not opened again. Of one that has changed, the part that was read before is recognised by
its digest, also in a copy under another name, and only the lines behind it are searched.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO

from django.core.cache import cache

from proviso_site.logs.addresses import PATTERNS, address_in

_DAY = re.compile(rb"\b(\d{4}-\d{2}-\d{2})[ T]\d{2}:\d{2}:\d{2}")
_DAY_IN_WORDS = re.compile(rb"\b(\d{1,2} [A-Z][a-z]{2} \d{4}) \d{2}:\d{2}:\d{2}")  # Valkey's format

# Another way to search makes what was remembered worthless.
_KEY = "logs.read." + hashlib.sha256(repr([pattern.pattern for pattern in PATTERNS]).encode()).hexdigest()[:16]
_REMEMBERED_FOR = 90 * 24 * 60 * 60  # seconds; longer than any log is kept
_SETTLED_AFTER = 2  # seconds; a change just after the last one may leave no other trace in the file system
_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Content:
    """The findings in a part of a file: the earliest date, and the kinds of address."""

    earliest: date | None = None
    addresses: frozenset[str] = frozenset()

    def __or__(self, other: "Content") -> "Content":
        earliest = min(filter(None, (self.earliest, other.earliest)), default=None)
        return Content(earliest=earliest, addresses=self.addresses | other.addresses)


@dataclass(frozen=True, kw_only=True)
class ReadPart:
    """The whole lines at the start of a file: their length, digest and content."""

    length: int
    digest: bytes
    content: Content


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """What was read of a file, and the marks in the file system by which a change is noticed."""

    marks: tuple[int, ...]
    content: Content
    part: ReadPart | None


@dataclass(kw_only=True)
class Reader:
    """Searches files; ``lines`` counts the lines that were searched. ``known`` is kept from one reading to the next."""

    now: datetime
    known: dict[str, ReadFile] = field(default_factory=dict)
    seen: dict[str, ReadFile] = field(default_factory=dict)
    lines: int = 0

    def search(self, file: Path) -> Content:
        """Return what is in a file. Raises ``OSError`` or ``EOFError`` if it cannot be read."""
        with file.open("rb") as opened:
            marks = _marks(opened)
            known = self.known.get(str(file))
            if known is not None and known.marks == marks:
                read = known
            elif file.suffix == ".gz":
                with gzip.open(opened) as lines:
                    read = ReadFile(marks=marks, content=self._search_lines(lines), part=None)
            else:
                read = self._search_plain(opened, marks)
        if self.now.timestamp() - marks[2] / 10**9 < _SETTLED_AFTER:
            read = ReadFile(marks=(), content=read.content, part=read.part)
        self.seen[str(file)] = read
        return read.content

    def _search_plain(self, file: IO[bytes], marks: tuple[int, ...]) -> ReadFile:
        parts = [read.part for read in self.known.values() if read.part and read.part.length <= marks[1]]
        before, digest = _longest_start(file, parts)
        file.seek(before.length)
        whole = _WholeLines(file, digest, before.length)
        content = before.content | self._search_lines(whole)
        # The program may still be writing the last line.
        tail = self._search_lines([whole.rest] if whole.rest else [])
        part = ReadPart(length=whole.length, digest=digest.digest(), content=content)
        return ReadFile(marks=marks, content=content | tail, part=part)

    def _search_lines(self, lines: Iterable[bytes]) -> Content:
        earliest, seen, addresses = None, b"", set[str]()
        for line in lines:
            self.lines += 1
            if address := address_in(line.decode(errors="replace")):
                addresses.add(address)
            match = _DAY.search(line) or _DAY_IN_WORDS.search(line)
            if match and match[1] != seen:
                seen = match[1]
                earliest = min(filter(None, (earliest, _day(seen.decode()))), default=None)
        return Content(earliest=earliest, addresses=frozenset(addresses))


def remembering_reader(now: datetime) -> Reader:
    """Return a reader that knows what earlier readers read. Without the cache, it reads everything."""
    try:
        known = cache.get(_KEY)
    except Exception:  # noqa: BLE001 - the cache may be away at any time
        known = None
    return Reader(now=now, known=known if isinstance(known, dict) else {})


def remember(reader: Reader) -> None:
    """Keep what a reader has seen for the next one."""
    try:
        cache.set(_KEY, reader.seen, _REMEMBERED_FOR)
    except Exception:  # noqa: BLE001 - then the next one reads everything
        return


def first_day(lines: Iterable[bytes]) -> date | None:
    """Return the date of the first line that has one."""
    for line in lines:
        match = _DAY.search(line) or _DAY_IN_WORDS.search(line)
        if match and (day := _day(match[1].decode())):
            return day
    return None


def _marks(file: IO[bytes]) -> tuple[int, ...]:
    status = os.fstat(file.fileno())
    # The time of the last change of the inode cannot be set by programs, unlike that of the content.
    return (status.st_ino, status.st_size, status.st_ctime_ns, status.st_mtime_ns)


class _WholeLines:
    """The lines of a file that have ended, added to a digest while they are read; ``rest`` is the last without end."""

    def __init__(self, file: IO[bytes], digest: "hashlib.blake2b", length: int) -> None:
        self.file, self.digest, self.length, self.rest = file, digest, length, b""

    def __iter__(self) -> Iterator[bytes]:
        for line in self.file:
            if not line.endswith(b"\n"):
                self.rest = line
                return
            self.digest.update(line)
            self.length += len(line)
            yield line


def _longest_start(file: IO[bytes], parts: Iterable[ReadPart]) -> "tuple[ReadPart, hashlib.blake2b]":
    """Return the longest of the parts with which the file starts, and a digest that has taken it in."""
    digest, position = hashlib.blake2b(), 0
    longest, of_longest = ReadPart(length=0, digest=digest.digest(), content=Content()), digest.copy()
    for part in sorted(parts, key=lambda part: part.length):
        for chunk in _chunks(file, part.length - position):
            digest.update(chunk)
        position = part.length
        if part.digest == digest.digest():
            longest, of_longest = part, digest.copy()
    return longest, of_longest


def _chunks(file: IO[bytes], length: int) -> Iterator[bytes]:
    while length > 0 and (chunk := file.read(min(length, _CHUNK))):
        length -= len(chunk)
        yield chunk


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text[:4].isdigit() else datetime.strptime(text, "%d %b %Y").date()  # noqa: DTZ007 - a date has no time zone
    except ValueError:
        return None
