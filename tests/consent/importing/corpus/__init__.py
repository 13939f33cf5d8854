"""Policies of invented companies in the shapes that real ones have, each with the rows that a reader must find."""

import re
from dataclasses import dataclass
from pathlib import Path

from consent.importing.entries import Entries, Entry, read_entries
from consent.importing.reading import read_policy
from consent.importing.vendors import Directory
from privacy.law.lifetimes import A_FEW_SECONDS

FOLDER = Path(__file__).parent
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class TrueRow:
    """A row of the truth: name, seconds (None if no single lifetime is given), category or "", kind or ""."""

    name: str
    seconds: int | None
    category: str
    kind: str = ""

    def is_like(self, entry: Entry) -> bool:
        """Tell whether an entry is this row and right."""
        return (
            entry.name == self.name
            and entry.reading.seconds == self.seconds
            and (entry.claimed or "") == self.category
            and (not self.kind or entry.kind == self.kind)
        )


@dataclass(frozen=True)
class Policy:
    """A policy with its truth: the rows, and the beginnings of what must be listed as not taken."""

    path: Path
    rows: tuple[TrueRow, ...]
    skipped: tuple[str, ...]

    def read(self, directory: Directory) -> Entries:
        """Return what the importer reads in it."""
        document = read_policy(self.path.read_bytes(), vendors=directory.known_names())
        return read_entries(document, directory)


def policies(folder: str) -> list[Policy]:
    """Return the policies of a folder."""
    truths = sorted((FOLDER / folder).glob("*.tsv"))
    return [_policy(truth) for truth in truths]


def _policy(truth: Path) -> Policy:
    path = next(file for file in truth.parent.glob(f"{truth.stem}.*") if file.suffix != ".tsv")
    lines = truth.read_text(encoding="utf-8").splitlines()
    rows = tuple(_row(*line.split("\t")) for line in lines if not line.startswith("!"))
    return Policy(path=path, rows=rows, skipped=tuple(line[1:] for line in lines if line.startswith("!")))


def _row(name: str, lifetime: str, category: str, kind: str = "") -> TrueRow:
    return TrueRow(name, _seconds(lifetime), "" if category in ("other", "-") else category, kind)


def _seconds(lifetime: str) -> int | None:
    match = re.fullmatch(r"(\d+)([smhd])", lifetime)
    if match:
        return int(match[1]) * _UNITS[match[2]]
    return {"-": None, "session": 0, "seconds": A_FEW_SECONDS}[lifetime]
