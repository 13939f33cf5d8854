"""The result of an import as text or JSON, in the active language. The codes of problems are never translated."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from consent.importing.document import SkippedRow
from consent.importing.findings import ImportFinding
from consent.importing.results import ImportedRow, ImportResult, Outcome
from privacy.law.durations import lifetime_in_words

_WIDTHS = (6, 34, 14, 15, 26)


def as_text(result: ImportResult, is_dry_run: bool) -> str:
    """Return a table of the rows with their flaws, then the flaws of the whole policy and the counts."""
    lines = [_text_line("line", "name", "vendor", "category", "lifetime", "outcome")]
    for row in result.rows:
        entry = row.entry
        name = entry.name if entry.name == entry.pattern else f"{entry.name} → {entry.pattern}"
        cells = (
            str(entry.line),
            name,
            entry.vendor_text,
            str(entry.category.label),
            lifetime_in_words(entry.reading.seconds),
        )
        lines += [_text_line(*cells, row.outcome), *_flaws(row.findings)]
    lines += ["", *(_skipped_line(row) for row in result.skipped)]
    lines += ["", *_flaws(result.findings), ""]
    counts = ", ".join(f"{result.count(outcome)} {outcome}" for outcome in Outcome)
    flaws = len(result.findings) + sum(len(row.findings) for row in result.rows)
    counts += f", {len(result.skipped)} not taken" if result.skipped else ""
    lines.append(f"{len(result.rows)} rows: {counts}. {flaws} flaws, {result.defects_added} new known defects.")
    if is_dry_run:
        lines.append("This was a rehearsal: nothing was written.")
    return "\n".join(lines)


def as_json(result: ImportResult, file: str, is_dry_run: bool) -> str:
    """Return the result as JSON, with each lifetime in seconds."""
    content = {
        "file": file,
        "dry_run": is_dry_run,
        "language": result.language,
        "counts": {"rows": len(result.rows), "defects_added": result.defects_added}
        | {str(outcome): result.count(outcome) for outcome in Outcome},
        "rows": [_row(row) for row in result.rows],
        "not_taken": [
            {"line": row.line, "text": row.text, "reason": row.reason.code, "words": row.words}
            for row in result.skipped
        ],
        "findings": [_finding(finding) for finding in result.findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _text_line(*cells: str) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)]
    return " ".join([*padded, *cells[len(padded) :]]).rstrip()


def _skipped_line(row: SkippedRow) -> str:
    return _text_line(str(row.line), row.text[:60], f"not taken: {row.words} {row.reason.advice}")


def _flaws(findings: Iterable[ImportFinding]) -> Iterator[str]:
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


def _finding(finding: ImportFinding) -> dict[str, str]:
    return {
        "problem": finding.problem.code,
        "key": finding.key,
        "about": finding.about,
        "reference": finding.problem.reference,
        "text": finding.text,
        "remedy": finding.remedy,
    }
