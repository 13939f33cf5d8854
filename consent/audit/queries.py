"""The audits of our own site."""

import json
from collections.abc import Mapping
from pathlib import Path

from consent.audit.comparing import pattern
from consent.audit.enums import Problem
from consent.audit.models import AuditRun
from consent.audit.report import rounded
from consent.audit.states import WITHOUT_A_YES
from consent.conf import consent_settings
from consent.services.enums import StorageKind
from privacy.conf import privacy_settings
from privacy.frozen.parts import Storage
from privacy.frozen.register import Register


def last_of_our_site() -> tuple[AuditRun | None, AuditRun | None]:
    """Return the last audit, and the last that came to an end."""
    runs = AuditRun.objects.of_site(f"{privacy_settings().base_url}/").newest_first()
    return runs.first(), runs.finished().first()


def seen_by(run: AuditRun) -> Mapping[str, list[int]]:
    """Return the cookies that a run met, by the name that the register would have, each with the lifetimes it had.

    Read from its report; empty where that is not on this machine.
    """
    try:
        told = json.loads((Path(consent_settings().audit_folder) / f"{run.report}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    found: dict[str, list[int]] = {}
    for one in told.get("stored", []):
        if one["kind"] == StorageKind.COOKIE:
            lifetimes = found.setdefault(pattern(one["name"]), [])
            seconds = rounded(one.get("lifetime"))
            if seconds is not None and seconds not in lifetimes:
                lifetimes.append(seconds)
    return found


def uninvited(register: Register) -> set[str]:
    """Name what the last audit of our site met that nobody said yes to, and that this register does not declare."""
    _last, run = last_of_our_site()
    if run is None:
        return set()
    declared = {(one.kind, one.name) for one in register.part(Storage).everything()}
    found = run.findings.filter(problem__in=(Problem.UNGRANTED, Problem.UNDECLARED, Problem.READING))
    return {
        one.name
        for one in found
        if one.problem != Problem.UNDECLARED
        or (WITHOUT_A_YES & set(one.states) and (one.trace, pattern(one.name)) not in declared)
    }
