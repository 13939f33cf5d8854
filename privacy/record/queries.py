"""The record of processing activities: controller, activities, recipients, security measures, missing facts."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.record.activities import Activity, activities
from privacy.record.recipients import Recipient, by_purpose
from privacy.record.security import Measure, measures
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Controller
from privacy.register.models import Revision
from privacy.register.purposes.enums import OfficerState

SCHEMA = "processing-record-1"
_STALE = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Record:
    """The record of processing activities at one time, in one language."""

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


def record(*, register: Register, now: datetime) -> Record:
    """Return the record of the draft ``register`` and the declarations in code, in the active language."""
    recipients = by_purpose(register)
    listed = activities(register, recipients)
    latest = Revision.objects.newest_first().only("number", "published_at").first()
    who = register.controller
    unlike = {recipient.key: recipient for several in recipients.values() for recipient in several}
    return Record(
        language=get_language() or "",
        as_of=now,
        revision=latest.number if latest else None,
        published_at=latest.published_at if latest else None,
        controller=_controller(who),
        name=who.name,
        activities=listed,
        recipients=list(unlike.values()),
        security=measures(),
        missing=[*_missing(who, listed, recipients), *_stale(latest, now)],
    )


def _controller(who: Controller) -> list[tuple[str, str]]:
    officer = str(OfficerState(who.officer).label) if who.officer else ""
    if officer and who.officer_contact:
        officer = f"{officer}: {who.officer_contact}"
    return [
        (_("Controller"), who.name),
        (_("Organisation number"), who.organisation_number),
        (_("Address"), who.address),
        (_("Telephone"), who.phone),
        (_("E-mail"), who.contact_email),
        (_("Data protection officer"), officer),
        (_("Supervisory authority"), who.authority_name),
    ]


def _missing(who: Controller, listed: list[Activity], recipients: Mapping[str, list[Recipient]]) -> Iterator[str]:
    for what, value in _controller(who):
        if not value:
            yield _("Who decides (a): %(what)s") % {"what": what.lower()}
    if not listed:
        yield _("There is no purpose (b).")
    for activity in listed:
        for what in activity.missing:
            yield f"{activity.title}: {what}"
    for recipient in recipients.get("", []):
        yield _("%(name)s: for which purpose (d)") % {"name": recipient.name}
    unlike = {recipient.key: recipient for several in recipients.values() for recipient in several}
    for recipient in unlike.values():
        if not recipient.agreement:
            yield _("%(name)s: the date of the agreement (d)") % {"name": recipient.name}


def _stale(latest: Revision | None, now: datetime) -> Iterator[str]:
    if latest is None:
        yield _("No revision is published.")
    elif now - latest.published_at > _STALE:
        yield _("The register was last published more than twelve months ago.")
