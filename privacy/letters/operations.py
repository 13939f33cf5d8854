"""Posting and sending letters."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from privacy.addresses.normal import lookup_form, normalise_address
from privacy.conf import privacy_settings
from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.letters import composers
from privacy.letters.enums import Allowance
from privacy.letters.errors import LetterWaits
from privacy.letters.jobs import SEND_LETTER
from privacy.letters.models import Letter
from privacy.retention.queries import retention_end
from privacy.runs.liveness import alone

logger = logging.getLogger(__name__)

STREAM = "letters"
SENT = "letters.sent"
MOST_ATTEMPTS = 8
_PATIENCE = timedelta(minutes=2)  # doubled at each attempt
_LEASE = timedelta(seconds=5)  # likewise
_RUN = "privacy.letter"


def post(
    *,
    kind: str,
    object_id: UUID,
    now: datetime,
    due_at: datetime | None = None,
    allowance: Allowance = Allowance.USUAL,
    held_at: datetime | None = None,
) -> Letter:
    """Write, in the caller's transaction, that a letter is to be sent, and nudge a worker on commit.

    ``due_at``: not before this time. ``held_at``: the limits of public forms hold it back until then.
    """
    letter = Letter(kind=kind, object_id=object_id, due_at=due_at or now, allowance=allowance, held_at=held_at)
    letter.save(force_insert=True)
    # Also for a letter that is not due, so that the time of an answer does not tell which letters are held back.
    nudge(SEND_LETTER, letter.pk)
    return letter


def post_many(*, kind: str, due: Mapping[UUID, datetime]) -> None:
    """Write that a letter about each of these rows is to be sent at its time; ticks find them when they are due."""
    Letter.objects.bulk_create(Letter(kind=kind, object_id=key, due_at=at) for key, at in due.items())


def free(*, letter_id: UUID, now: datetime) -> bool:
    """Let a letter that is held back leave at once; return whether it was waiting."""
    is_waiting = Letter.objects.held().filter(pk=letter_id).update(due_at=now, allowance=Allowance.USUAL) > 0
    if is_waiting:
        nudge(SEND_LETTER, letter_id)
    return is_waiting


def send(*, letter_id: UUID, now: datetime) -> bool:
    """Send one letter if it is still due; return whether a message left.

    The claim is committed before the message leaves: a worker killed between the two leaves a letter that becomes due
    again within seconds, with the same Message-ID, so that a second copy is recognised as one. A worker that is only
    slow keeps the letter's lock, so no other sends it.
    """
    with alone(_RUN, letter_id) as is_ours:
        return is_ours and _send(letter_id, now)


def _send(letter_id: UUID, now: datetime) -> bool:
    kept_until = retention_end(
        "letters.log", now
    )  # before anything leaves: without the rule the letter could never end
    letter = _claim(letter_id, now)
    if letter is None:
        return False
    try:
        message = composers.find_composer(letter.kind)(letter.object_id, now)
        if message is not None:
            message.extra_headers.setdefault("Message-ID", f"<{letter.pk}@{privacy_settings().domain}>")
            # Django would encode the domain by the rules of 2003, which lead to another mailbox (ß becomes ss).
            message.to = [normalise_address(address) for address in message.to]
            message.reply_to = [lookup_form(address) for address in message.reply_to]
            message.send()
    except LetterWaits as waits:
        _hold(letter, waits.until, now)
        return False
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the row must say so and be tried again
        _postpone(letter, error, now)
        return False
    _end(letter, message is not None, kept_until, now)
    if message is not None:
        try:
            composers.keep_sent(kind=letter.kind, object_id=letter.object_id, message=message, now=now)
        except Exception as error:  # noqa: BLE001 - it was sent, and must not be sent again because it is not kept
            logger.warning("letter %s (%s) not kept: %s", letter.pk, letter.kind, type(error).__name__)
    return message is not None


@transaction.atomic
def _end(letter: Letter, is_sent: bool, kept_until: datetime, now: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(ended_at=now, is_sent=is_sent, last_error="", retain_until=kept_until)
    if is_sent:
        journal.append(stream=STREAM, event=SENT, facts={"letter": letter.pk}, now=now)


def _hold(letter: Letter, until: datetime, now: datetime) -> None:
    """Take back the claim of a letter whose turn has not come: it is no attempt that failed."""
    Letter.objects.filter(pk=letter.pk).update(
        due_at=until, attempts=letter.attempts - 1, held_at=letter.held_at or now
    )


def _claim(letter_id: UUID, now: datetime) -> Letter | None:
    with transaction.atomic():
        letter = Letter.objects.due(now).select_for_update(skip_locked=True).filter(pk=letter_id).first()
        if letter is None:
            return None
        if letter.attempts >= MOST_ATTEMPTS:
            # An error in the last attempt would have ended the letter: its process was killed.
            letter.ended_at, letter.last_error = now, "Killed"
            letter.retain_until = retention_end("letters.log", now)
            letter.save(update_fields=["ended_at", "last_error", "retain_until"])
            return None
        letter.due_at = now + _LEASE * 2**letter.attempts
        letter.attempts += 1
        letter.save(update_fields=["attempts", "due_at"])
    return letter


def _postpone(letter: Letter, error: Exception, now: datetime) -> None:
    """Note what went wrong, by its class: the text of a mail server's answer may hold an address."""
    logger.warning(
        "letter %s (%s) not sent, attempt %s: %s", letter.pk, letter.kind, letter.attempts, type(error).__name__
    )
    letter.last_error = type(error).__name__
    letter.due_at = now + _PATIENCE * 2 ** (letter.attempts - 1)
    if letter.attempts >= MOST_ATTEMPTS:
        letter.ended_at = now
        letter.retain_until = retention_end("letters.log", now)
    letter.save(update_fields=["last_error", "due_at", "ended_at", "retain_until"])
