"""When a mail that a public post asked for may leave: per sender and in total (docs/decisions/0026).

The decision counts the sender and the site only and takes the same steps for every address (LAW X-35). What an address
gets is limited by the app whose mail it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from privacy.addresses.normal import Address
from privacy.conf import privacy_settings
from privacy.intake.limits.counters import counters
from privacy.intake.limits.senders import Sender, keyed
from privacy.letters import operations as letters
from privacy.letters.enums import Allowance
from privacy.letters.models import Letter

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class MailSlot:
    """When a mail may leave. ``FIRST``: the sender had not asked for this address before on this day."""

    due_at: datetime
    allowance: Allowance
    held_at: datetime | None = None
    sender_key: str = ""


def take_slot(
    *, form: str, sender: Sender | None, address: Address, now: datetime, dropped_at: datetime | None = None
) -> MailSlot:
    """Count a mail of a form and return when it may leave; without a sender, such as for staff, at once.

    A mail beyond an hour's limit waits for a later hour. With ``dropped_at``, a mail beyond the limit of its sender
    waits until that time, at which nothing is left to send, unless ``free_held`` lets it leave before.
    """
    if sender is None:
        return MailSlot(due_at=now, allowance=Allowance.USUAL)
    site, hour = privacy_settings(), now.strftime("%Y%m%d%H")
    pair = keyed(f"{form} {sender.key} {address.counted}")
    # What was let through once today is from here on limited by its address, not by its sender.
    is_known = bool(counters.noted(f"limits:passed:{pair}", now=now))
    is_first = counters.count(f"limits:pair:{pair}", lasts=_DAY, now=now) == 1
    kind, limit = ("hasty", site.mails_an_hour_hasty) if sender.is_hasty else ("new", site.mails_an_hour_per_sender)
    group = f"{form}:{'known' if is_known else kind}:{sender.key}"
    of_sender = counters.count(f"limits:{group}:{hour}", lasts=_HOUR, now=now)
    turn = 0 if is_known else (of_sender - 1) // counters.share_of(limit, now)
    # What its sender's or its address's limit holds back does not use up the total: else a single sender could hold
    # back everybody's.
    counted_as = "known" if is_known else "held" if turn else "total"
    total = counters.count(f"limits:{form}:{counted_as}:{hour}", lasts=_HOUR, now=now)
    turn_of_all = (total - 1) // counters.share_of(site.mails_an_hour, now) if counted_as == "total" else 0
    passed = "waits" if turn or turn_of_all else "passed"
    counters.note(f"limits:{passed}:{pair}", "1", lasts=_DAY, now=now)
    if not turn and not turn_of_all:
        allowance = Allowance.FIRST if is_first else Allowance.USUAL
        return MailSlot(due_at=now, allowance=allowance, sender_key=sender.key)
    due_at = dropped_at if turn and dropped_at else now + (turn or turn_of_all) * _HOUR
    return MailSlot(due_at=due_at, allowance=Allowance.HELD, held_at=now, sender_key=sender.key)


def post_in_slot(slot: MailSlot, *, kind: str, object_id: UUID, now: datetime) -> Letter:
    """Post a letter for its slot, and remember for a day who sent for it."""
    letter = letters.post(
        kind=kind, object_id=object_id, now=now, due_at=slot.due_at, allowance=slot.allowance, held_at=slot.held_at
    )
    if slot.sender_key:
        list_name = f"limits:{'held' if slot.held_at else 'left'}:{slot.sender_key}"
        number = counters.count(list_name, lasts=_DAY, now=now)
        counters.note(f"{list_name}:{number}", str(letter.pk), lasts=_DAY, now=now)
        counters.note(f"limits:sender:{object_id}", slot.sender_key, lasts=_DAY, now=now)
    return letter


def free_held(*, object_id: UUID, now: datetime) -> int:
    """Let some of a sender's letters leave, because the owner of an address confirmed what it sent; return how many.

    ``object_id`` is the row that was confirmed. It counts once.
    """
    sent_by = f"limits:sender:{object_id}"
    sender_key = counters.noted(sent_by, now=now)
    if not sender_key:
        return 0
    counters.note(sent_by, "", lasts=_DAY, now=now)
    freed = 0
    for _number in range(privacy_settings().mails_freed_by_confirmation):
        if counters.value(f"limits:freed:{sender_key}", now=now) >= counters.value(
            f"limits:held:{sender_key}", now=now
        ):
            break
        number = counters.count(f"limits:freed:{sender_key}", lasts=_DAY, now=now)
        letter_id = counters.noted(f"limits:held:{sender_key}:{number}", now=now)
        freed += bool(letter_id) and letters.free(letter_id=UUID(letter_id), now=now)
    return freed
