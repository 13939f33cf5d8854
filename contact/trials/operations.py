"""Receive, confirm and decide requests for trial accounts."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from contact.conf import contact_settings
from contact.trials import emails
from contact.trials.enums import TrialState
from contact.trials.errors import LinkUsedUp, NotDecided
from contact.trials.models import TrialRequest
from privacy.addresses.limits import counted_with
from privacy.addresses.normal import Address, normalise_address
from privacy.intake.limits.mails import free_held, post_in_slot, take_slot
from privacy.intake.limits.senders import Sender
from privacy.inventory.correcting import Change, made_anew
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest
from privacy.letters import operations as letters
from privacy.retention.queries import retention_end

STREAM = "trials"
CONFIRM_LETTER, ANSWER_LETTER, ENDING_LETTER = "trials.confirm", "trials.answer", "trials.ending"
MOST_MAILS_A_DAY = 3  # to one mailbox
_MOST_REMINDED = 500  # in one run
# What becomes of a request after it came in.
_CARRIED = (
    *("state", "mailed_at", "confirmed_at", "decided_at", "ends_at", "reminded_at", "answer_subject", "answer_text"),
    *("restricted_at", "retain_until"),
)


def ask(*, fields: Mapping[str, str], language: str, sender: Sender, now: datetime) -> TrialRequest:
    """Store a request, and post the letter that asks to confirm it. Raises ``InvalidAddress``."""
    # Does the same writes for every address; whether the mail is sent is decided when a worker composes it (LAW X-35).
    mailbox, ends = normalise_address(fields["email"]), retention_end("trials.unconfirmed", now)
    slot = take_slot(form=CONFIRM_LETTER, sender=sender, address=mailbox, now=now, dropped_at=ends)
    with transaction.atomic():
        request = TrialRequest.objects.create(
            **{**fields, "email": mailbox}, language=language, requested_at=now, retain_until=ends
        )
        post_in_slot(slot, kind=CONFIRM_LETTER, object_id=request.pk, now=now)
        journal_request(request=request, now=now)
    return request


def journal_request(*, request: TrialRequest, now: datetime) -> None:
    """Append that somebody asked: when, and a hash of the address, so that no change of them goes unseen."""
    facts: journal.Facts = {
        "trial": request.pk,
        "received": request.requested_at,
        "who_sha256": salted_digest(request.salt, request.pk, request.email, request.email_written),
    }
    journal.append(stream=STREAM, event="trials.asked", facts=facts, now=now)


@made_anew("trials.receipt")
def journal_correction(change: Change) -> None:
    """Let the comparison with the journal know a request whose address was corrected."""
    if isinstance(change.row, TrialRequest):
        journal_request(request=change.row, now=change.at)


@transaction.atomic
def answer_request(*, request_id: UUID, now: datetime) -> TrialRequest | None:
    """Count the mail that asks to confirm, and return the request; None if no mail is sent.

    Called again after a failure, the mail counts once.
    """
    unconfirmed = TrialRequest.objects.in_use().filter(state=TrialState.UNCONFIRMED, retain_until__gt=now)
    request: TrialRequest | None = unconfirmed.filter(pk=request_id).first()
    if request is not None and request.mailed_at is None:
        if not _may_mail(normalise_address(request.email), now):
            return None
        request.mailed_at = now
        request.save(update_fields=["mailed_at"])
    return request


def _may_mail(address: Address, now: datetime) -> bool:
    """Tell whether an address, with all its tags, may have one more mail on this day; lock it until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"trials {address.counted}"])
    lately = TrialRequest.stored.filter(counted_with(address), mailed_at__gt=now - timedelta(days=1))
    return lately.count() < MOST_MAILS_A_DAY


@transaction.atomic
def confirm(*, request_id: UUID, now: datetime) -> bool:
    """Hand a request to staff; return False if it was confirmed before. Raises ``LinkUsedUp``."""
    request = TrialRequest.objects.in_use().select_for_update().filter(pk=request_id).first()
    if request is None or request.retain_until <= now:
        raise LinkUsedUp
    if request.state != TrialState.UNCONFIRMED:
        return False
    free_held(object_id=request.pk, now=now)
    request.state, request.confirmed_at = TrialState.WAITING, now
    request.retain_until = retention_end("trials.request", now)
    request.save(update_fields=["state", "confirmed_at", "retain_until"])
    journal.append(stream=STREAM, event="trials.confirmed", facts={"trial": request.pk}, now=now)
    return True


def end_of_trial(days: int, now: datetime) -> datetime:
    """Return the end of the last day of a trial that begins today."""
    last = localtime(now) + timedelta(days=days)
    return last.replace(hour=time.max.hour, minute=59, second=59, microsecond=0)


@transaction.atomic
def decide(*, request: TrialRequest, words: str, days: int | None, by: AbstractBaseUser, now: datetime) -> TrialRequest:
    """Approve a request for so many days, or decline it without, and send the answer. Raises ``NotDecided``.

    The answer is kept with the request until 90 days after the end of the trial, or after the refusal.
    """
    request = TrialRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != TrialState.WAITING or request.restricted_at is not None:
        raise NotDecided
    request.state = TrialState.DECLINED if days is None else TrialState.APPROVED
    request.ends_at = None if days is None else end_of_trial(days, now)
    request.answer_subject, request.answer_text = emails.compose(request, words, request.ends_at)
    request.decided_at, request.decided_by_id = now, by.pk
    request.retain_until = retention_end("trials.request", request.ends_at or now)
    request.save()
    letters.post(kind=ANSWER_LETTER, object_id=request.pk, now=now)
    facts: journal.Facts = {"trial": request.pk, "staff": by.pk}
    journal.append(stream=STREAM, event=f"trials.{request.state}", facts=facts, now=now)
    return request


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Post the mails about trials that end in so many days as the setting says; return how many."""
    before = timedelta(days=contact_settings().trial_reminder_days)
    ending = TrialRequest.objects.to_remind(now, before).select_for_update(skip_locked=True)
    keys = list(ending.values_list("pk", flat=True)[:_MOST_REMINDED])
    TrialRequest.objects.filter(pk__in=keys).update(reminded_at=now)
    letters.post_many(kind=ENDING_LETTER, due=dict.fromkeys(keys, now))
    entries = [journal.NewEntry(stream=STREAM, event="trials.reminded", facts={"trial": key}) for key in keys]
    journal.append_many(entries=entries, now=now)
    return len(keys)


def restrict(rows: QuerySet[TrialRequest], now: datetime) -> None:
    """Restrict requests that are to be erased but must be kept for now (LAW D-37)."""
    rows.filter(restricted_at__isnull=True).update(restricted_at=now)


def release(rows: QuerySet[TrialRequest], times: Collection[datetime]) -> None:
    """Take back a restriction that was made at one of these times, for an erasure that was called off."""
    rows.filter(restricted_at__in=times).update(restricted_at=None)


@transaction.atomic
def catch_up(*, request: TrialRequest, now: datetime) -> bool:
    """Give a row of a restored database what became of it in the database before; return whether it lacked that."""
    known = TrialRequest.objects.select_for_update().get(pk=request.pk)
    if all(getattr(known, name) == getattr(request, name) for name in _CARRIED):
        return False
    for name in _CARRIED:
        setattr(known, name, getattr(request, name))
    known.save(update_fields=_CARRIED)
    facts: journal.Facts = {"trial": request.pk, "state": request.state}
    journal.append(stream=STREAM, event="trials.carried", facts=facts, now=now)
    return True
