"""What an import did."""

from dataclasses import dataclass
from enum import StrEnum

from consent.importing.entries import Entry
from consent.importing.findings import Finding


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    FILLED = "filled"  # it was there, and what was empty is not any more
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class ImportedRow:
    """One name of the policy, what is wrong with it, and what became of it."""

    entry: Entry
    findings: tuple[Finding, ...]
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Import:
    """What an import did, or would do. ``findings`` are those of no single row; ``defects_added`` counts new rows."""

    language: str
    rows: tuple[ImportedRow, ...]
    findings: tuple[Finding, ...]
    defects_added: int

    def count(self, outcome: Outcome) -> int:
        """Return how many rows it became of."""
        return sum(row.outcome is outcome for row in self.rows)
