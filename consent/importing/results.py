"""The result of an import."""

from dataclasses import dataclass
from enum import StrEnum

from consent.importing.document import SkippedRow
from consent.importing.entries import Entry
from consent.importing.findings import ImportFinding


class Outcome(StrEnum):
    """The change that a row of the policy made to the register."""

    ADDED = "added"
    FILLED = "filled"  # the register had the row, and empty fields were filled
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class ImportedRow:
    """A name of the policy with its flaws and its outcome."""

    entry: Entry
    findings: tuple[ImportFinding, ...]
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """The result of an import.

    ``skipped`` are the rows that were not taken; ``findings`` are about the whole policy; ``defects_added`` counts new
    known defects.
    """

    language: str
    rows: tuple[ImportedRow, ...]
    skipped: tuple[SkippedRow, ...]
    findings: tuple[ImportFinding, ...]
    defects_added: int

    def count(self, outcome: Outcome) -> int:
        """Return the number of rows with an outcome."""
        return sum(row.outcome is outcome for row in self.rows)
