"""What an audit found, for machines (JSON) and for people (one HTML file that needs nothing else)."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string

from consent.audit import states
from consent.audit.comparing import Difference, pattern
from consent.audit.enums import Problem, Trace
from consent.audit.observations import Visit
from consent.services.enums import StorageKind

SCHEMA = "proviso.audit"
SCHEMA_VERSION = 1

Key = tuple[str, str, str, str]


@dataclass(frozen=True, kw_only=True)
class Result:
    """One audit. ``revision`` is None for a site that is not ours; ``before`` holds the keys of the run before."""

    site: str
    started_at: datetime
    finished_at: datetime
    revision: int | None
    pages: Sequence[str]
    has_more_pages: bool
    is_offline: bool
    visits: Sequence[Visit]
    differences: Sequence[Difference]
    before: frozenset[Key] = frozenset()
    before_at: datetime | None = None
    planned: int = 0
    gone: Sequence[Mapping[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        gone = sorted(self.before - {one.key for one in self.differences})
        names = ("problem", "trace", "name", "host")
        object.__setattr__(self, "gone", [dict(zip(names, key, strict=True)) for key in gone])

    @property
    def is_complete(self) -> bool:
        """Tell whether every page was visited in every state."""
        return len(self.visits) == self.planned and all(visit.is_complete for visit in self.visits)

    def is_new(self, one: Difference) -> bool:
        return self.before_at is not None and one.key not in self.before


def as_json(result: Result) -> dict[str, Any]:
    """Return the report for machines; ``schema_version`` grows when a field goes or changes its meaning."""
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "site": result.site,
        "revision": result.revision,
        "started_at": result.started_at.isoformat(),
        "finished_at": result.finished_at.isoformat(),
        "agrees": not result.differences,
        "is_complete": result.is_complete,
        "has_more_pages": result.has_more_pages,
        "is_offline": result.is_offline,
        "pages": [urlsplit(page).path for page in result.pages],
        "differences": [_difference(one, is_new=result.is_new(one)) for one in result.differences],
        "since": {
            "run_at": result.before_at.isoformat() if result.before_at else None,
            "new": sum(result.is_new(one) for one in result.differences),
            "gone": list(result.gone),
        },
        "visits": [_visit(one) for one in result.visits],
        "stored": stored(result.visits),
        "hosts": hosts(result.visits),
    }


def as_html(result: Result) -> str:
    """Return the report for people, in the active language."""
    grouped = [
        (problem, [_shown(one, result) for one in result.differences if one.problem == problem]) for problem in Problem
    ]
    context = {
        "result": result,
        "groups": [(problem, rows) for problem, rows in grouped if rows],
        "counts": Counter(one.problem.label for one in result.differences).most_common(),
        "gone": [
            {"problem": Problem(one["problem"]).label, "trace": Trace(one["trace"]).label, **_named(one)}
            for one in result.gone
        ],
        "visits": [(states.label(one.state.key), states.device_label(one.device), one) for one in result.visits],
        "stored": [_labelled(one) for one in stored(result.visits)],
        "hosts": [_labelled(one) for one in hosts(result.visits)],
        "seconds": round((result.finished_at - result.started_at).total_seconds()),
        "requests": sum(one.requests for one in result.visits),
        "loads": sum(one.pages for one in result.visits),
    }
    return render_to_string("consent/audit/report.html", context)


def write(result: Result, folder: Path) -> str:
    """Write both reports below ``folder``; return their name without its ending."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{result.started_at:%Y%m%dT%H%M%SZ}-{urlsplit(result.site).hostname or 'site'}"
    text = json.dumps(as_json(result), ensure_ascii=False, indent=2)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    (folder / f"{name}.html").write_text(as_html(result), encoding="utf-8")
    return name


def stored(visits: Collection[Visit]) -> list[dict[str, Any]]:
    """Return everything that was stored, once for each name and host, with the states it was seen in."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for visit in visits:
        for one, sight in sorted(visit.stored.items()):
            key = (one.kind, pattern(one.name), one.host)
            row = found.setdefault(
                key, {"kind": key[0], "name": key[1], "host": key[2], "lifetime": None, "states": []}
            )
            row["lifetime"] = max((n for n in (row["lifetime"], sight.lifetime) if n is not None), default=None)
            if visit.state.key not in row["states"]:
                row["states"].append(visit.state.key)
    return [found[key] for key in sorted(found)]


def hosts(visits: Collection[Visit]) -> list[dict[str, Any]]:
    """Return every other host that was asked, with the states it was asked in."""
    found: dict[str, dict[str, Any]] = {}
    for visit in visits:
        for asked in sorted(visit.asked):
            row = found.setdefault(asked.host, {"host": asked.host, "by_redirect": False, "states": []})
            row["by_redirect"] |= asked.is_redirect
            if visit.state.key not in row["states"]:
                row["states"].append(visit.state.key)
    return [found[host] for host in sorted(found)]


def _difference(one: Difference, *, is_new: bool) -> dict[str, Any]:
    return {
        "problem": one.problem.value,
        "trace": one.trace.value,
        "name": one.name,
        "host": one.host,
        "service": one.service,
        "declared_host": one.declared_host,
        "declared_lifetime": one.declared_lifetime,
        "lifetime": one.lifetime,
        "page": one.page,
        "states": sorted(one.states),
        "devices": sorted(one.devices),
        "is_new": is_new,
    }


def _visit(one: Visit) -> dict[str, Any]:
    return {
        "state": one.state.key,
        "device": one.device,
        "pages": one.pages,
        "requests": one.requests,
        "stored": len(one.stored),
        "hosts": len({asked.host for asked in one.asked}),
        "readings": sorted(one.readings),
        "is_complete": one.is_complete,
    }


def _shown(one: Difference, result: Result) -> dict[str, Any]:
    return {
        "one": one,
        "states": [states.label(key) for key in sorted(one.states)],
        "devices": [states.device_label(key) for key in sorted(one.devices)],
        "is_new": result.is_new(one),
        "lifetime": rounded(one.lifetime),
    }


def _labelled(row: Mapping[str, Any]) -> dict[str, Any]:
    kind: dict[str, Any] = {"kind": StorageKind(row["kind"]).label} if "kind" in row else {}
    if "lifetime" in row:
        kind["lifetime"] = rounded(row["lifetime"])
    return {**row, **kind, "states": [states.label(key) for key in row["states"]]}


def _named(one: Mapping[str, str]) -> dict[str, str]:
    return {"name": one["name"], "host": one["host"]}


def rounded(seconds: int | None) -> int | None:
    """Return a measured lifetime without what the clock took: whole days, hours or minutes."""
    for unit in (86400, 3600, 60):
        if seconds and seconds > 1.9 * unit:
            return round(seconds / unit) * unit
    return seconds
