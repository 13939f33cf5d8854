"""The draft register beside what is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from privacy import linting, materiality
from privacy.deadlines import local_date
from privacy.models import Revision
from privacy.operations import publishing, register
from privacy.operations.promises import Result, judge


@dataclass(frozen=True, kw_only=True)
class Review:
    """What publishing the draft now would do, or why it cannot be done."""

    objections: list[str]
    results: list[Result]
    changes: list[str]
    gaps: list[str]
    findings: list[linting.Finding]
    material: list[materiality.Material]

    @property
    def is_publishable(self) -> bool:
        return not self.objections


def review(now: datetime) -> Review:
    """Judge the draft as a publication would, and name the rows that differ from the revision in force."""
    content = register.freeze()
    results = judge(content=content, now=now)
    publishing.settle(content, results)
    objections = publishing.objections(content, results, now)
    latest = Revision.objects.newest_first().first()
    changes = changed_rows(latest.content if latest else {}, content)
    findings = linting.findings(content, local_date(now))
    return Review(
        objections=objections,
        results=results,
        changes=changes,
        gaps=register.gaps(),
        findings=findings,
        material=materiality.between(latest.content, content) if latest else [],
    )


def changed_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the rows that differ, each as ``section / kind / key`` with a sign before it: + new, - gone, ~ changed."""
    old, new = _rows(before), _rows(after)
    names = sorted(old.keys() | new.keys())
    signs = {(True, False): "-", (False, True): "+", (True, True): "~"}
    return [f"{signs[name in old, name in new]} {name}" for name in names if old.get(name) != new.get(name)]


def _rows(content: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section, kinds in content.items():
        for kind, rows in kinds.items():
            if isinstance(rows, list):
                found |= {f"{section} / {kind} / {_name(row, place)}": row for place, row in enumerate(rows)}
            else:
                found[f"{section} / {kind}"] = rows
    return found


def _name(row: Any, place: int) -> str:
    return str(row.get("key", place)) if isinstance(row, dict) else str(row)
