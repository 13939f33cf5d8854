"""The audits of our own site."""

import json
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from consent.audit.comparing import pattern
from consent.audit.report import rounded
from consent.enums import StorageKind
from consent.models import AuditRun


def last_of_our_site() -> tuple[AuditRun | None, AuditRun | None]:
    """Return the last audit, and the last that came to an end."""
    runs = AuditRun.objects.of_site(f"{settings.BASE_URL}/").newest_first()
    return runs.first(), runs.finished().first()


def seen_by(run: AuditRun) -> Mapping[str, list[int]]:
    """Return the cookies that a run met, by the name that the register would have, each with the lifetimes it had.

    Read from its report; empty where that is not on this machine.
    """
    try:
        told = json.loads((Path(settings.VAR) / "audit" / f"{run.report}.json").read_text(encoding="utf-8"))
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
