"""Storing a choice: consent creates a record, a refusal increments the day's count; each is one statement.

``consent.choices.sealing`` adds it to the journal seconds later (decision 8).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from consent.choices.enums import Control, Surface
from consent.choices.interface import Interface
from consent.choices.models import InterfaceText
from consent.gate.cookie import Choice
from consent.gate.enums import Device
from consent.gate.offer import Offer
from privacy.law.deadlines import local_date

# The statements are put together from the constants below; every value is a parameter.
_GIVE = (
    "INSERT INTO consent_consentrecord (id, given_at, revision_id, language, surface, control, options, granted,"
    " interface_hash, is_gpc, device, expires_at, retain_until)"
    " VALUES (%(id)s, %(now)s, %(revision)s, %(language)s, %(surface)s, %(control)s, %(options)s, %(granted)s,"
    " %(interface)s, %(gpc)s, %(device)s, %(expires)s, %(retain)s)"
)
# A record ends once; a replay of an old cookie changes nothing.
_END = (
    "UPDATE consent_consentrecord SET withdrawn_at = %(withdrawn)s, replaced_by = %(id)s, ended_under = %(revision)s,"
    " retain_until = least(retain_until, %(ended_retain)s)"
    " WHERE id = %(before)s AND withdrawn_at IS NULL AND replaced_by IS NULL"
)
_GIVE_AGAIN = f"WITH ended AS ({_END}) {_GIVE}"
_REFUSE = (
    "INSERT INTO consent_choicecount (day, language, device, granted, count) VALUES (%s, %s, %s, '', 1)"
    " ON CONFLICT (day, language, device, granted) DO UPDATE SET count = consent_choicecount.count + 1"
)

_stored_interfaces: set[str] = set()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A visitor's answer, and how the question was asked."""

    granted: frozenset[str]
    control: Control
    surface: Surface
    language: str
    interface: Interface
    is_gpc: bool
    device: Device = Device.DESKTOP


def choose(*, offer: Offer, answer: Answer, before: Choice | None, now: datetime) -> Choice:
    """Store the answer and return the choice that the browser is to remember.

    Consent creates a record, withdrawal ends the record of ``before`` at once, a refusal is only counted.
    """
    record_id = uuid4() if answer.granted else None
    choice = Choice(
        revision=offer.revision,
        granted=answer.granted,
        made_at=now,
        expires_at=offer.expires_at(now),
        record_id=record_id,
    )
    ending = _ending(offer, choice, before, before.record_id, now) if before and before.record_id else None
    if record_id:
        _keep_wording(answer)
        giving = _giving(offer, answer, choice)
        _execute(_GIVE_AGAIN if ending else _GIVE, giving | (ending or {}))
    elif ending:
        _execute(_END, ending)
    else:
        _execute(_REFUSE, [local_date(now), answer.language, answer.device.value])
    return choice


def _giving(offer: Offer, answer: Answer, choice: Choice) -> dict[str, Any]:
    return {
        "id": choice.record_id,
        "now": choice.made_at,
        "revision": offer.revision,
        "language": answer.language,
        "surface": answer.surface.value,
        "control": answer.control.value,
        "options": [category.value for category in offer.categories],
        "granted": sorted(answer.granted),
        "interface": answer.interface.sha256,
        "gpc": answer.is_gpc,
        "device": answer.device.value,
        "expires": choice.expires_at,
        "retain": offer.retain_until(choice.expires_at),
    }


def _ending(offer: Offer, choice: Choice, before: Choice, ended_id: UUID, now: datetime) -> dict[str, Any]:
    """Return how the earlier record ends: withdrawn if a grant is taken back, else replaced."""
    return {
        "id": choice.record_id,
        "revision": offer.revision,
        "before": ended_id,
        "withdrawn": now if before.granted - choice.granted else None,
        "ended_retain": offer.retain_until(now),
    }


def _keep_wording(answer: Answer) -> None:
    """Store the exact wording once, so that a record can show the text that was read (LAW C-12)."""
    if answer.interface.sha256 not in _stored_interfaces:
        InterfaceText.objects.bulk_create(
            [InterfaceText(sha256=answer.interface.sha256, language=answer.language, html=answer.interface.html)],
            ignore_conflicts=True,
        )
        _stored_interfaces.add(answer.interface.sha256)


def _execute(statement: str, values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def forget_wordings() -> None:
    """Clear the cache of stored wordings, so that the next consent checks the database."""
    _stored_interfaces.clear()
