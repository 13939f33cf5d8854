"""Take a mail in: store it first, read it then, and put it aside where that fails."""

import hashlib
import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from privacy.addresses.errors import InvalidAddress
from privacy.addresses.normal import normalise_address
from privacy.conf import privacy_settings
from privacy.inbound import parsing, readers
from privacy.inbound.enums import MailState, Trouble
from privacy.inbound.errors import PutAside
from privacy.inbound.jobs import READ_MAIL
from privacy.inbound.models import ReceivedMail
from privacy.inbound.our_address import tag_of
from privacy.jobs import nudge
from privacy.retention.queries import retention_end_or

logger = logging.getLogger(__name__)

RULE = "inbound.mail"
MOST_ATTEMPTS = 5
_PATIENCE = timedelta(minutes=1)  # doubled at each attempt
_KEPT_WITHOUT_A_RULE = timedelta(days=30)
_LONGEST_HEAD = 200_000


@transaction.atomic
def store(*, raw: bytes, now: datetime) -> ReceivedMail | None:
    """Store a mail and nudge a worker to read it; None if the same mail came before.

    Of a mail that is larger than the site takes, the head alone is kept, for staff.
    """
    sender, subject, message_id = parsing.head_of(raw)
    is_large = len(raw) > privacy_settings().inbound_largest
    mail = ReceivedMail(
        digest=_digest(raw, message_id, sender),
        email=_address_or_nothing(sender),
        subject=subject,
        raw=raw[:_LONGEST_HEAD] if is_large else raw,
        received_at=now,
        due_at=now,
        retain_until=retention_end_or(RULE, now, without_a_rule=_KEPT_WITHOUT_A_RULE),
    )
    if is_large:
        mail.state, mail.trouble = MailState.QUARANTINED, Trouble.TOO_LARGE
    # Two workers may fetch the same mail: the unique digest decides which of them stored it.
    if ReceivedMail.objects.filter(digest=mail.digest).exists():
        return None
    ReceivedMail.objects.bulk_create([mail], ignore_conflicts=True)
    stored = ReceivedMail.objects.filter(pk=mail.pk).first()
    if stored is not None and not is_large:
        nudge(READ_MAIL, stored.pk)
    return stored


def _address_or_nothing(written: str) -> str:
    try:
        return normalise_address(written)
    except InvalidAddress:
        return ""


def _digest(raw: bytes, message_id: str, sender: str) -> str:
    """Return what tells one mail from another, however often and by which way it is delivered."""
    # Not the whole head: each server on the way adds lines. Not the Message-ID alone: anybody may use one again.
    digest = hashlib.sha256()
    for piece in (message_id.encode(errors="replace"), sender.encode(errors="replace"), parsing.body_of(raw)):
        digest.update(hashlib.sha256(piece).digest())
    return digest.hexdigest()


def read(*, mail_id: UUID, now: datetime) -> bool:
    """Offer a mail that waits to the readers; return whether one of them took it in.

    An error puts the reading off, and after some attempts puts the mail aside. Nothing is raised, and nothing lost.
    """
    try:
        with transaction.atomic():
            mail = ReceivedMail.objects.due(now).select_for_update(skip_locked=True).filter(pk=mail_id).first()
            return mail is not None and _read(mail, now)
    except PutAside as aside:
        ReceivedMail.objects.waiting().filter(pk=mail_id).update(state=MailState.QUARANTINED, trouble=aside.trouble)
        logger.info("mail %s put aside: %s", mail_id, aside.trouble)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the mail must be kept and be tried again
        _put_off(mail_id, error, now)
    return False


def _read(mail: ReceivedMail, now: datetime) -> bool:
    parsed = parsing.parse(bytes(mail.raw), mail.received_at)
    if tag_of(parsed.sender.address) is not None:
        raise PutAside(Trouble.OUR_OWN)
    for name, reader in readers.in_order():
        if reader(parsed, now):
            _end(mail, name)
            return True
    raise PutAside(Trouble.NOBODYS)


def _end(mail: ReceivedMail, reader: str) -> None:
    """Keep of a mail that was taken in only what recognises it."""
    mail.state, mail.reader = MailState.TAKEN, reader
    mail.raw, mail.email, mail.email_written, mail.subject = b"", "", "", ""
    mail.last_error = ""
    mail.save(update_fields=["state", "reader", "raw", "email", "email_written", "subject", "last_error"])


def _put_off(mail_id: UUID, error: Exception, now: datetime) -> None:
    """Note the kind of an error only: its text may quote the mail."""
    logger.warning("mail %s not read: %s", mail_id, type(error).__name__)
    with transaction.atomic():
        mail = ReceivedMail.objects.waiting().select_for_update().filter(pk=mail_id).first()
        if mail is None:
            return
        mail.attempts += 1
        mail.last_error = type(error).__name__
        mail.due_at = now + _PATIENCE * 2**mail.attempts
        if mail.attempts >= MOST_ATTEMPTS:
            mail.state, mail.trouble = MailState.QUARANTINED, Trouble.FAILED
        mail.save(update_fields=["attempts", "last_error", "due_at", "state", "trouble"])


@transaction.atomic
def try_again(*, mail_id: UUID, now: datetime) -> bool:
    """Let a mail that was put aside be read once more; return whether it was."""
    mail = ReceivedMail.objects.quarantined().select_for_update().filter(pk=mail_id).first()
    if mail is None or mail.trouble == Trouble.TOO_LARGE:
        return False
    mail.state, mail.trouble, mail.attempts, mail.due_at = MailState.WAITING, "", 0, now
    mail.save(update_fields=["state", "trouble", "attempts", "due_at"])
    nudge(READ_MAIL, mail.pk)
    return True
