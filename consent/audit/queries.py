"""Queries about the audits of our own site."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from consent.audit.comparing import name_pattern
from consent.audit.enums import Problem
from consent.audit.models import AuditRun
from consent.audit.published_cookies import PUBLISHED_COOKIES
from consent.audit.report import rounded
from consent.audit.states import WITHOUT_CONSENT
from consent.conf import consent_settings
from consent.services.enums import StorageKind
from privacy.conf import privacy_settings
from privacy.register.frozen.parts import Storage
from privacy.register.frozen.register import Register
from privacy.register.promises.models import PromiseVerdict


def last_of_our_site() -> tuple[AuditRun | None, AuditRun | None]:
    """Return the last audit, and the last finished audit."""
    runs = AuditRun.objects.of_site(f"{privacy_settings().base_url}/").newest_first()
    return runs.first(), runs.finished().first()


def observed_lifetimes(run: AuditRun) -> Mapping[str, list[int]] | None:
    """Return the lifetimes in seconds of the cookies in an audit's report, by the name in the register.

    None if the report is not on this machine.
    """
    try:
        told = json.loads((Path(consent_settings().audit_folder) / f"{run.report}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    by_name: dict[str, list[int]] = {}
    for row in told.get("stored", []):
        if row["kind"] == StorageKind.COOKIE:
            lifetimes = by_name.setdefault(name_pattern(row["name"]), [])
            seconds = rounded(row.get("lifetime"))
            if seconds is not None and seconds not in lifetimes:
                lifetimes.append(seconds)
    return by_name


@dataclass(frozen=True, kw_only=True)
class CookiePromise:
    """A promise about a cookie of the published table, with its last verdict, if a check has reached one."""

    id: str
    cookie: str
    verdict: PromiseVerdict | None
    is_older_than_audit: bool


def cookie_promises(run: AuditRun | None) -> list[CookiePromise]:
    """Return the promises of the published cookie table; a verdict from before the end of ``run`` is older."""
    latest = {verdict.promise: verdict for verdict in PromiseVerdict.objects.latest_of_each()}
    ended = run.finished_at if run else None
    return [
        CookiePromise(
            id=promise_id,
            cookie=cookie,
            verdict=(verdict := latest.get(promise_id)),
            is_older_than_audit=bool(ended and (verdict is None or verdict.checked_at < ended)),
        )
        for promise_id, cookie in PUBLISHED_COOKIES.items()
    ]


def uninvited(register: Register) -> set[str]:
    """Name the items that the last audit of our site observed without consent or declaration in this register."""
    _last, run = last_of_our_site()
    if run is None:
        return set()
    declared = {(one.kind, one.name) for one in register.part(Storage).everything()}
    found = run.findings.filter(problem__in=(Problem.UNGRANTED, Problem.UNDECLARED, Problem.READING))
    return {
        one.name
        for one in found
        if one.problem != Problem.UNDECLARED
        or (WITHOUT_CONSENT & set(one.states) and (one.trace, name_pattern(one.name)) not in declared)
    }
