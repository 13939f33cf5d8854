"""An import's result for people and for machines, in the active language; problems have the same code in every one."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from consent.importing.findings import Finding
from consent.importing.results import Import, ImportedRow, Outcome
from privacy.law.durations import lifetime_in_words

_WIDTHS = (6, 34, 14, 15, 26)


def as_text(done: Import, is_rehearsal: bool) -> str:
    """Return a table: each row with what is wrong with it below, the flaws of the whole, and the counts."""
    lines = [_line("line", "name", "vendor", "category", "lifetime", "outcome")]
    for row in done.rows:
        entry = row.entry
        name = entry.name if entry.name == entry.pattern else f"{entry.name} → {entry.pattern}"
        cells = (
            str(entry.line),
            name,
            entry.vendor_text,
            str(entry.category.label),
            lifetime_in_words(entry.reading.seconds),
        )
        lines += [_line(*cells, row.outcome), *_flaws(row.findings)]
    lines += ["", *_flaws(done.findings), ""]
    counts = ", ".join(f"{done.count(outcome)} {outcome}" for outcome in Outcome)
    flaws = len(done.findings) + sum(len(row.findings) for row in done.rows)
    lines.append(f"{len(done.rows)} rows: {counts}. {flaws} flaws, {done.defects_added} new known defects.")
    if is_rehearsal:
        lines.append("This was a rehearsal: nothing was written.")
    return "\n".join(lines)


def as_json(done: Import, file: str, is_rehearsal: bool) -> str:
    """Return the same as JSON, with each lifetime in seconds."""
    content = {
        "file": file,
        "dry_run": is_rehearsal,
        "language": done.language,
        "counts": {"rows": len(done.rows), "defects_added": done.defects_added}
        | {str(outcome): done.count(outcome) for outcome in Outcome},
        "rows": [_row(row) for row in done.rows],
        "findings": [_finding(finding) for finding in done.findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _line(*cells: str) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)]
    return " ".join([*padded, *cells[len(padded) :]]).rstrip()


def _flaws(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"       - {finding.problem.code}: {finding.text} {finding.remedy} ({finding.problem.reference})"


def _row(row: ImportedRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "line": entry.line,
        "name": entry.name,
        "register_name": entry.pattern,
        "vendor": entry.vendor_text,
        "category": str(entry.category),
        "category_written": entry.category_text,
        "lifetime": entry.lifetime_text,
        "lifetime_seconds": entry.reading.seconds,
        "outcome": str(row.outcome),
        "findings": [_finding(finding) for finding in row.findings],
    }


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "problem": finding.problem.code,
        "key": finding.key,
        "about": finding.about,
        "reference": finding.problem.reference,
        "text": finding.text,
        "remedy": finding.remedy,
    }
