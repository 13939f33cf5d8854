"""Recording a breach, notifying the authority, telling those affected, closing; each step is in the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from privacy.breaches import queries as breaches
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
_STAFF_WRITE = [one.name for one in Breach._meta.concrete_fields if one.editable]
_BATCH = 1000


def record(*, breach: Breach, staff_id: int, now: datetime) -> Breach:
    """Enter a new breach and warn staff at once. Raises ``BreachIncomplete`` if it is not known yet at ``now``."""
    if breach.aware_at > now:
        raise BreachIncomplete
    with transaction.atomic():
        breach.save(force_insert=True)
        _journal(breach, "recorded", staff_id, now, drill=breach.is_drill)
        warn(breach=breach, now=now)
    return breach


def revise(*, breach: Breach, staff_id: int, now: datetime) -> Breach:
    """Save what staff have learnt or judged since; what the steps below note is left as it is by now.

    Raises ``BreachClosed`` when somebody has closed it meanwhile.
    """
    with transaction.atomic():
        if Breach.objects.select_for_update().get(pk=breach.pk).closed_at:
            raise BreachClosed
        breach.save(update_fields=_STAFF_WRITE)
        breach.refresh_from_db()
        _journal(breach, "revised", staff_id, now, risk=str(breach.risk))
    return breach


def notify(*, breach: Breach, is_complete: bool, staff_id: int, now: datetime) -> Breach:
    """Note that the authority was notified now; ``is_complete``: nothing follows, otherwise in phases (Art. 33(4)).

    Raises ``BreachIncomplete`` when it is called complete and an item of Art. 33(3) is missing, or when it is late
    and nobody has said why (Art. 33(1)); ``BreachClosed`` when somebody has closed it.
    """
    with _locked(breach):
        missing = breaches.missing_for_authority(breach) if is_complete else []
        is_late = breach.notified_at is None and now > breach.due_at
        if missing or (is_late and not breach.late_reason):
            raise BreachIncomplete
        breach.notified_at = breach.notified_at or now
        breach.is_notification_complete = is_complete
        breach.save(update_fields=["notified_at", "is_notification_complete"])
        _journal(breach, "notified", staff_id, now, complete=is_complete, late=is_late)
    return breach


def tell(*, breach: Breach, groups: list[str], staff_id: int, now: datetime) -> int:
    """Write to everybody in these groups of the register who has not been written to about this breach (Art. 34).

    An exercise counts them and writes to nobody. Returns how many. Raises ``BreachIncomplete`` when a text or a
    language is missing, ``BreachClosed`` when somebody has closed it.
    """
    with _locked(breach):  # two at once would write twice
        if breaches.missing_for_people(breach) or not groups:
            raise BreachIncomplete
        told = {one.address for row in breach.recipients.all() if (one := breaches.reach(row))}
        new = [one for one in breaches.people(groups) if one.address not in told]
        if not breach.is_drill:
            _post(breach, new, now)
        breach.told_at = breach.told_at or now
        breach.save(update_fields=["told_at"])
        _journal(breach, "told", staff_id, now, people=len(new), drill=breach.is_drill)
    return len(new)


def close(*, breach: Breach, staff_id: int, now: datetime) -> Breach:
    """End the work; the record stays for its period.

    Raises ``BreachIncomplete`` while something is undone, ``BreachClosed`` when somebody has closed it.
    """
    with _locked(breach):
        if breaches.still_to_do(breach):
            raise BreachIncomplete
        breach.closed_at, breach.retain_until = now, retention_end(_RULE, now)
        breach.save(update_fields=["closed_at", "retain_until"])
        _journal(breach, "closed", staff_id, now, risk=str(breach.risk))
    return breach


def watch(*, now: datetime) -> list[BreachAlarm]:
    """Warn staff about each breach whose clock has passed a mark; a tick."""
    return [alarm for breach in Breach.objects.running() if (alarm := warn(breach=breach, now=now))]


def warn(*, breach: Breach, now: datetime) -> BreachAlarm | None:
    """Write one letter to staff for the marks that were passed since the last one; None when there are none."""
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
    """Let one at a time act on a breach, and on what is stored of it by now: the caller's copy may be old."""
    with transaction.atomic():
        breach.refresh_from_db(from_queryset=Breach.objects.select_for_update())
        if breach.closed_at:
            raise BreachClosed
        yield


def _post(breach: Breach, people: list[breaches.Reached], now: datetime) -> None:
    kept_until = retention_end(_RULE, now)
    for start in range(0, len(people), _BATCH):
        some = people[start : start + _BATCH]
        recipients = BreachRecipient.objects.bulk_create(
            BreachRecipient(breach=breach, model=one.model, row=one.row, retain_until=kept_until) for one in some
        )
        # Many: the tick sends them, without a nudge for each.
        Letter.objects.bulk_create(
            Letter(kind="privacy.breach_told", object_id=one.pk, due_at=now) for one in recipients
        )


def _journal(breach: Breach, event: str, staff_id: int, now: datetime, **more: str | bool | int | UUID) -> None:
    facts: dict[str, Fact | list[Fact]] = {"breach": breach.pk, "staff": staff_id, **more}
    journal.append(stream="breaches", event=f"breach.{event}", facts=facts, now=now)
