"""Reports of an audit: JSON for machines, a single HTML file for people."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string

from consent.audit import states
from consent.audit.comparing import Difference, name_pattern
from consent.audit.enums import NotCompared, Outcome, Problem, Trace
from consent.audit.observations import Visit
from consent.services.enums import StorageKind

SCHEMA = "proviso.audit"
SCHEMA_VERSION = 2  # 2: "agrees" only if something was compared, and all of it

Key = tuple[str, str, str, str]


@dataclass(frozen=True, kw_only=True)
class AuditResult:
    """The result of an audit. ``revision`` is None for another site; ``previous_keys`` are from the audit before.

    ``reason`` says why nothing was compared with the register.
    """

    site: str
    started_at: datetime
    finished_at: datetime
    revision: int | None
    pages: Sequence[str]
    has_more_pages: bool
    is_offline: bool
    visits: Sequence[Visit]
    differences: Sequence[Difference]
    previous_keys: frozenset[Key] = frozenset()
    previous_at: datetime | None = None
    planned: int = 0
    reason: NotCompared | None = None
    has_stand_ins: bool = False
    gone: Sequence[Mapping[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        gone = sorted(self.previous_keys - {difference.key for difference in self.differences})
        names = ("problem", "trace", "name", "host")
        object.__setattr__(self, "gone", [dict(zip(names, key, strict=True)) for key in gone])

    @property
    def is_complete(self) -> bool:
        """Tell whether every page was visited in every state."""
        return len(self.visits) == self.planned > 0 and all(visit.is_complete for visit in self.visits)

    @property
    def outcome(self) -> Outcome:
        """How the audit ended. What was not compared does not agree, and what was found counts in any case."""
        if self.reason:
            has_findings = any(difference.problem != Problem.UNREACHABLE for difference in self.differences)
            return Outcome.DIFFERS if has_findings else Outcome.NOTHING
        if self.differences:
            return Outcome.DIFFERS
        return Outcome.AGREES if self.is_complete else Outcome.PARTLY

    def is_new(self, difference: Difference) -> bool:
        return self.previous_at is not None and difference.key not in self.previous_keys


def as_json(result: AuditResult) -> dict[str, Any]:
    """Return the report for machines; ``schema_version`` grows when a field is removed or changes its meaning."""
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "site": result.site,
        "revision": result.revision,
        "started_at": result.started_at.isoformat(),
        "finished_at": result.finished_at.isoformat(),
        "outcome": result.outcome.value,
        "agrees": result.outcome == Outcome.AGREES,
        "nothing_compared_because": str(result.reason.label) if result.reason else None,
        "is_complete": result.is_complete,
        "has_more_pages": result.has_more_pages,
        "is_offline": result.is_offline,
        "has_stand_ins": result.has_stand_ins,
        "pages": [urlsplit(page).path for page in result.pages],
        "differences": [_difference(each, is_new=result.is_new(each)) for each in result.differences],
        "since": {
            "run_at": result.previous_at.isoformat() if result.previous_at else None,
            "new": sum(map(result.is_new, result.differences)),
            "gone": list(result.gone),
        },
        "visits": [_visit(visit) for visit in result.visits],
        "stored": stored_items(result.visits),
        "hosts": requested_hosts(result.visits),
    }


def as_html(result: AuditResult) -> str:
    """Return the report for people, in the active language."""
    grouped = [
        (problem, [_shown(each, result) for each in result.differences if each.problem == problem])
        for problem in Problem
    ]
    context = {
        "result": result,
        "is_agreed": result.outcome == Outcome.AGREES,
        "is_partial": result.outcome == Outcome.PARTLY,
        "groups": [(problem, rows) for problem, rows in grouped if rows],
        "counts": Counter(difference.problem.label for difference in result.differences).most_common(),
        "gone": [
            {**keys, "problem": Problem(keys["problem"]).label, "trace": Trace(keys["trace"]).label}
            for keys in result.gone
        ],
        "visits": [(visit.state.label, states.device_label(visit.device), visit) for visit in result.visits],
        "stored": [_labelled(row) for row in stored_items(result.visits)],
        "hosts": [_labelled(row) for row in requested_hosts(result.visits)],
        "seconds": round((result.finished_at - result.started_at).total_seconds()),
        "requests": sum(visit.requests for visit in result.visits),
        "loads": sum(visit.pages for visit in result.visits),
    }
    return render_to_string("admin/consent/audit/report.html", context)


def write(result: AuditResult, folder: Path) -> str:
    """Write both reports below ``folder``; return their name without the extension."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{result.started_at:%Y%m%dT%H%M%SZ}-{urlsplit(result.site).hostname or 'site'}"
    text = json.dumps(as_json(result), ensure_ascii=False, indent=2)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    (folder / f"{name}.html").write_text(as_html(result), encoding="utf-8")
    return name


def stored_items(visits: Collection[Visit]) -> list[dict[str, Any]]:
    """Return the stored items, each name and host once, with the states in which they were seen."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for visit in visits:
        for item, first_seen in sorted(visit.stored.items()):
            key = (item.kind, name_pattern(item.name), item.host)
            row = rows.setdefault(key, {"kind": key[0], "name": key[1], "host": key[2], "lifetime": None, "states": []})
            row["lifetime"] = max((n for n in (row["lifetime"], first_seen.lifetime) if n is not None), default=None)
            if visit.state.key not in row["states"]:
                row["states"].append(visit.state.key)
    return [rows[key] for key in sorted(rows)]


def requested_hosts(visits: Collection[Visit]) -> list[dict[str, Any]]:
    """Return the other hosts that received requests, with the states in which they did."""
    rows: dict[str, dict[str, Any]] = {}
    for visit in visits:
        for requested in sorted(visit.requested):
            row = rows.setdefault(requested.host, {"host": requested.host, "by_redirect": False, "states": []})
            row["by_redirect"] |= requested.is_redirect
            if visit.state.key not in row["states"]:
                row["states"].append(visit.state.key)
    return [rows[host] for host in sorted(rows)]


def _difference(difference: Difference, *, is_new: bool) -> dict[str, Any]:
    lists = {"states": sorted(difference.states), "devices": sorted(difference.devices)}
    return {**asdict(difference), **lists, "is_new": is_new}


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "state": visit.state.key,
        "device": visit.device,
        "pages": visit.pages,
        "requests": visit.requests,
        "stored": len(visit.stored),
        "hosts": len({requested.host for requested in visit.requested}),
        "readings": sorted(visit.readings),
        "is_complete": visit.is_complete,
    }


def _shown(difference: Difference, result: AuditResult) -> dict[str, Any]:
    return {
        "difference": difference,
        "states": [states.state_label(key) for key in sorted(difference.states)],
        "devices": [states.device_label(key) for key in sorted(difference.devices)],
        "is_new": result.is_new(difference),
        "lifetime": rounded(difference.lifetime),
    }


def _labelled(row: Mapping[str, Any]) -> dict[str, Any]:
    kind: dict[str, Any] = {"kind": StorageKind(row["kind"]).label} if "kind" in row else {}
    if "lifetime" in row:
        kind["lifetime"] = rounded(row["lifetime"])
    return {**row, **kind, "states": [states.state_label(key) for key in row["states"]]}


def rounded(seconds: int | None) -> int | None:
    """Return a measured lifetime in whole days, hours or minutes, without the seconds since the cookie was stored."""
    for unit in (86400, 3600, 60):
        if seconds and seconds > 1.9 * unit:
            return round(seconds / unit) * unit
    return seconds
