"""The ledger: lines in a file outside the database and its backup, each chained to the one before, none changed."""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from privacy.conf import privacy_settings
from privacy.erasure.errors import LedgerBroken
from privacy.erasure.ledger_kinds import LedgerLine

GENESIS = "0" * 64
# Bytes from the end in which the last line begins: nearly always the first, which is read every other second.
_STEPS = (64_000, 500_000, 4_000_000)


@dataclass(frozen=True)
class LedgerEnd:
    """Where a ledger, or what the database knows of it, ends."""

    number: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class LedgerFile:
    """One copy of the ledger."""

    path: Path

    def end(self) -> LedgerEnd:
        """Return the number and hash of the last whole line. Raises ``LedgerBroken`` or ``OSError``."""
        try:
            with self.path.open("rb") as file:
                whole = _tail(file)[1].rpartition(b"\n")[0]
        except FileNotFoundError:
            return LedgerEnd()
        last = whole.rpartition(b"\n")[2]
        if not last:
            return LedgerEnd()
        line = _parse(last, 0)
        return LedgerEnd(line.number, line.hash)

    def lines(self, after: int = 0) -> Iterator[LedgerLine]:
        """Yield the lines numbered above ``after``, each of all lines held against the chain.

        Raises ``LedgerBroken`` with the number of the first that does not follow. A last line cut short is none.
        """
        end = LedgerEnd()
        with contextlib.suppress(FileNotFoundError), self.path.open("rb") as file:
            for text in file:
                if not text.endswith(b"\n"):
                    return
                line = _parse(text, end.number + 1)
                if (line.number, line.before) != (end.number + 1, end.hash):
                    raise LedgerBroken(end.number + 1)
                end = LedgerEnd(line.number, line.hash)
                if line.number > after:
                    yield line

    @contextlib.contextmanager
    def locked(self) -> Iterator[IO[bytes]]:
        """Hold the file for one writer; what a killed one left unfinished was never acknowledged and goes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _drop_unfinished(file)
            yield file


def write_lines(file: IO[bytes], lines: Iterable[LedgerLine]) -> None:
    """Add lines to the end of a locked file, and wait until they are on disk."""
    text = b"".join(_spell(line) for line in lines)
    if text:
        file.seek(0, os.SEEK_END)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def next_line(end: LedgerEnd, *, id: UUID, at: datetime, kind: str, facts: dict[str, Any]) -> LedgerLine:  # noqa: A002 - its name
    """Return the line that comes after ``end``."""
    line = LedgerLine(number=end.number + 1, id=id, at=at, kind=kind, facts=facts, before=end.hash, hash="")
    return LedgerLine(**(vars(line) | {"hash": _digest(line)}))


def ledger_files() -> list[LedgerFile]:
    """Return the ledger and, where one is configured, its second copy."""
    return [
        LedgerFile(Path(path))
        for path in (privacy_settings().erasure_ledger, privacy_settings().erasure_ledger_copy)
        if path
    ]


def _body(line: LedgerLine) -> dict[str, Any]:
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {
        "n": line.number,
        "id": str(line.id),
        "at": at,
        "kind": line.kind,
        "facts": line.facts,
        "before": line.before,
    }


def _digest(line: LedgerLine) -> str:
    return hashlib.sha256(_canonical(_body(line))).hexdigest()


def _spell(line: LedgerLine) -> bytes:
    return _canonical(_body(line) | {"hash": line.hash}) + b"\n"


def _canonical(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode("ascii")


def _parse(text: bytes, number: int) -> LedgerLine:
    """Read a line and hold it against its own hash; ``number`` is what to call it if it cannot be read."""
    try:
        written = json.loads(text)
        line = LedgerLine(
            number=written["n"],
            id=UUID(written["id"]),
            at=datetime.fromisoformat(written["at"]),
            kind=written["kind"],
            facts=written["facts"],
            before=written["before"],
            hash=written["hash"],
        )
    except (ValueError, KeyError, TypeError) as unreadable:
        raise LedgerBroken(number) from unreadable
    if line.hash != _digest(line):
        raise LedgerBroken(line.number)
    return line


def _tail(file: IO[bytes]) -> tuple[int, bytes]:
    """Return where the end of a file begins that holds its last whole line, and that end."""
    size = file.seek(0, os.SEEK_END)
    for step in _STEPS:
        start = file.seek(max(0, size - step))
        text = file.read()
        if start == 0 or text.count(b"\n") > 1:
            break
    return start, text


def _drop_unfinished(file: IO[bytes]) -> None:
    start, text = _tail(file)
    kept = text.rpartition(b"\n")
    if kept[2]:
        file.truncate(start + len(kept[0]) + len(kept[1]))
