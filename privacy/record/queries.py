"""The whole record: who decides, every activity, the security measures, and what is missing in it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.purposes.enums import OfficerState
from privacy.record.activities import Activity, activities
from privacy.record.recipients import Recipient, by_purpose
from privacy.record.security import Measure, measures
from privacy.register.models import Revision

SCHEMA = "processing-record-1"
_STALE = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Record:
    """The record as of one moment, in one language."""

    language: str
    as_of: datetime
    revision: int | None
    published_at: datetime | None
    controller: list[tuple[str, str]]
    name: str
    activities: list[Activity]
    recipients: list[Recipient]
    security: list[Measure]
    missing: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return the record as plain data."""
        plain = asdict(self)
        plain["controller"] = [{"what": what, "value": value} for what, value in self.controller]
        return {"schema": SCHEMA} | plain


def record(*, content: Mapping[str, Any], now: datetime) -> Record:
    """Return the record of the draft register ``content`` and of what the code declares, in the active language."""
    recipients = by_purpose(content)
    found = activities(content, recipients)
    latest = Revision.objects.newest_first().only("number", "published_at").first()
    who = content["privacy"]["controller"]
    unlike = {one.key: one for several in recipients.values() for one in several}
    return Record(
        language=get_language() or "",
        as_of=now,
        revision=latest.number if latest else None,
        published_at=latest.published_at if latest else None,
        controller=_controller(who),
        name=who.get("name", ""),
        activities=found,
        recipients=list(unlike.values()),
        security=measures(),
        missing=[*_missing(who, found, recipients), *_stale(latest, now)],
    )


def _controller(who: Mapping[str, Any]) -> list[tuple[str, str]]:
    officer = str(OfficerState(who["officer"]).label) if who.get("officer") else ""
    if officer and who.get("officer_contact"):
        officer = f"{officer}: {who['officer_contact']}"
    return [
        (_("Controller"), who.get("name", "")),
        (_("Organisation number"), who.get("organisation_number", "")),
        (_("Address"), who.get("address", "")),
        (_("Telephone"), who.get("phone", "")),
        (_("E-mail"), who.get("contact_email", "")),
        (_("Data protection officer"), officer),
        (_("Supervisory authority"), who.get("authority_name", "")),
    ]


def _missing(who: Mapping[str, Any], found: list[Activity], recipients: Mapping[str, list[Recipient]]) -> Iterator[str]:
    for what, value in _controller(who):
        if not value:
            yield _("Who decides (a): %(what)s") % {"what": what.lower()}
    if not found:
        yield _("There is no purpose (b).")
    for activity in found:
        for what in activity.missing:
            yield f"{activity.title}: {what}"
    for one in recipients.get("", []):
        yield _("%(name)s: for which purpose (d)") % {"name": one.name}
    unlike = {one.key: one for several in recipients.values() for one in several}
    for one in unlike.values():
        if not one.agreement:
            yield _("%(name)s: the date of the agreement (d)") % {"name": one.name}


def _stale(latest: Revision | None, now: datetime) -> Iterator[str]:
    if latest is None:
        yield _("No revision is published.")
    elif now - latest.published_at > _STALE:
        yield _("The register was last published more than twelve months ago.")
