"""Operations on breaches; each is recorded in the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from privacy.breaches import queries
from privacy.breaches.errors import BreachClosed, BreachIncomplete
from privacy.breaches.models import Breach, BreachAlarm, BreachRecipient
from privacy.journal import operations as journal
from privacy.journal.operations import Fact
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention.queries import retention_end

NEAR_ALARMS = (48, 24, 6)  # hours left
ALARMS = (72, *NEAR_ALARMS, 0)
_RULE = "breach.record"
_EDITABLE = [field.name for field in Breach._meta.concrete_fields if field.editable]
_BATCH = 1000


def record(*, breach: Breach, staff_id: int, now: datetime) -> Breach:
    """Enter a new breach and warn staff at once. Raises ``BreachIncomplete`` if we become aware after ``now``."""
    if breach.aware_at > now:
        raise BreachIncomplete
    with transaction.atomic():
        breach.save(force_insert=True)
        _journal(breach, "recorded", staff_id, now, drill=breach.is_drill)
        warn(breach=breach, now=now)
    return breach


def revise(*, breach: Breach, staff_id: int, now: datetime) -> Breach:
    """Save the fields that staff edit; notifications and closing are not overwritten.

    Raises ``BreachClosed`` if the breach was closed meanwhile.
    """
    with transaction.atomic():
        if Breach.objects.select_for_update().get(pk=breach.pk).closed_at:
            raise BreachClosed
        breach.save(update_fields=_EDITABLE)
        breach.refresh_from_db()
        _journal(breach, "revised", staff_id, now, risk=str(breach.risk))
    return breach


def notify(*, breach: Breach, is_complete: bool, staff_id: int, now: datetime) -> Breach:
    """Record that the authority was notified now, in full (``is_complete``) or in phases (Art. 33(4)).

    Raises ``BreachIncomplete`` if a complete notification lacks an item of Art. 33(3), or if a late one has no reason
    (Art. 33(1)). Raises ``BreachClosed`` if the breach was closed.
    """
    with _locked(breach):
        missing = queries.missing_for_authority(breach) if is_complete else []
        is_late = breach.notified_at is None and now > breach.due_at
        if missing or (is_late and not breach.late_reason):
            raise BreachIncomplete
        breach.notified_at = breach.notified_at or now
        breach.is_notification_complete = is_complete
        breach.save(update_fields=["notified_at", "is_notification_complete"])
        _journal(breach, "notified", staff_id, now, complete=is_complete, late=is_late)
    return breach


def tell(*, breach: Breach, groups: list[str], staff_id: int, now: datetime) -> int:
    """Write to all people in these groups who have not been informed of this breach (Art. 34); return their number.

    An exercise counts them and sends nothing. Raises ``BreachIncomplete`` if a text lacks a language or no group is
    given, ``BreachClosed`` if the breach was closed.
    """
    with _locked(breach):  # otherwise two requests at the same time would write twice
        if queries.missing_for_people(breach) or not groups:
            raise BreachIncomplete
        informed = {contact.address for row in breach.recipients.all() if (contact := queries.find_contact(row))}
        new = [contact for contact in queries.find_contacts(groups) if contact.address not in informed]
        if not breach.is_drill:
            _post(breach, new, now)
        breach.told_at = breach.told_at or now
        breach.save(update_fields=["told_at"])
        _journal(breach, "told", staff_id, now, people=len(new), drill=breach.is_drill)
    return len(new)


def close(*, breach: Breach, staff_id: int, now: datetime) -> Breach:
    """Close a breach; its record is kept for the retention period.

    Raises ``BreachIncomplete`` while anything is left to do, ``BreachClosed`` if the breach was closed already.
    """
    with _locked(breach):
        if queries.still_to_do(breach):
            raise BreachIncomplete
        breach.closed_at, breach.retain_until = now, retention_end(_RULE, now)
        breach.save(update_fields=["closed_at", "retain_until"])
        _journal(breach, "closed", staff_id, now, risk=str(breach.risk))
    return breach


def watch(*, now: datetime) -> list[BreachAlarm]:
    """Warn staff about each breach whose clock has passed an alarm; called by the periodic task."""
    return [alarm for breach in Breach.objects.running() if (alarm := warn(breach=breach, now=now))]


def warn(*, breach: Breach, now: datetime) -> BreachAlarm | None:
    """Send staff a single letter for all alarms passed since the last letter; return the latest alarm, or None."""
    with transaction.atomic():
        breach.refresh_from_db(from_queryset=Breach.objects.select_for_update())
        if not breach.is_running:
            return None
        given = set(breach.alarms.values_list("hours_left", flat=True))
        passed = [hours for hours in ALARMS if now >= breach.due_at - timedelta(hours=hours) and hours not in given]
        if not passed:
            return None
        alarms = [BreachAlarm.objects.create(breach=breach, hours_left=hours, at=now) for hours in passed]
        letters.post(kind="privacy.breach_alarm", object_id=alarms[-1].pk, now=now)
        facts: dict[str, Fact | list[Fact]] = {"breach": breach.pk, "hours": alarms[-1].hours_left}
        journal.append(stream="breaches", event="breach.alarmed", facts=facts, now=now)
    return alarms[-1]


@contextmanager
def _locked(breach: Breach) -> Iterator[None]:
    """Lock an open breach and refresh it. Raises ``BreachClosed``."""
    with transaction.atomic():
        # The caller's copy may be old.
        breach.refresh_from_db(from_queryset=Breach.objects.select_for_update())
        if breach.closed_at:
            raise BreachClosed
        yield


def _post(breach: Breach, contacts: list[queries.BreachContact], now: datetime) -> None:
    kept_until = retention_end(_RULE, now)
    for start in range(0, len(contacts), _BATCH):
        recipients = BreachRecipient.objects.bulk_create(
            BreachRecipient(breach=breach, model=contact.model, row=contact.row, retain_until=kept_until)
            for contact in contacts[start : start + _BATCH]
        )
        # Not posted one by one: the periodic task sends them, without a job for each.
        Letter.objects.bulk_create(
            Letter(kind="privacy.breach_told", object_id=recipient.pk, due_at=now) for recipient in recipients
        )


def _journal(breach: Breach, event: str, staff_id: int, now: datetime, **more: str | bool | int | UUID) -> None:
    facts: dict[str, Fact | list[Fact]] = {"breach": breach.pk, "staff": staff_id, **more}
    journal.append(stream="breaches", event=f"breach.{event}", facts=facts, now=now)
