"""Request, confirm and end subscriptions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from newsletter.subscriptions.enums import LIVE, EndReason, SubscriptionState
from newsletter.subscriptions.errors import LinkUsedUp
from newsletter.subscriptions.models import ConsentText, Subscription
from newsletter.subscriptions.wording import fingerprint
from privacy.addresses.limits import counted_with
from privacy.addresses.normal import Address, normalise_address
from privacy.erasure import operations as ledger
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.inventory.correcting import Change, made_anew
from privacy.inventory.enums import StopCause
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest
from privacy.letters import operations as letters
from privacy.letters.enums import Allowance
from privacy.letters.models import Letter
from privacy.limits.mails import free_held, post_in_slot, take_slot
from privacy.limits.senders import Sender
from privacy.register import in_force
from privacy.retention.queries import retention_end

STREAM = "newsletter"
SIGN_UP_LETTER = "newsletter.signup"
_END_REASONS = {StopCause.OBJECTION: EndReason.OBJECTION, StopCause.WITHDRAWAL: EndReason.WITHDRAWAL}
ENDED = "newsletter.ended"
LINK_LASTS = timedelta(days=7)
LEAST_BETWEEN_MAILS = timedelta(minutes=5)
MOST_MAILS_A_DAY = 3
# Somebody else's requests must not use up the mails of the owner: a sender's first of the day counts to here.
MOST_MAILS_IN_ALL = 6


def sign_up(
    *, address: str, language: str, form: str, text: str, now: datetime, sender: Sender | None = None
) -> Subscription:
    """Store a request for the newsletter, and post the letter that answers it. Raises ``InvalidAddress``.

    What the letter says, and whether it is sent, is decided by ``answer_request`` when a worker composes it.
    """
    # Looks up nothing and does the same writes for a new, a waiting, a subscribed and a limited address, so that
    # neither the answer nor the time it takes tells one from another (LAW X-35).
    consent = ConsentText(sha256=fingerprint(text), language=language, text=text)
    revision = in_force.current()
    mailbox, ends = normalise_address(address), retention_end("newsletter.pending", now)
    slot = take_slot(form=form, sender=sender, address=mailbox, now=now, dropped_at=ends)
    with transaction.atomic():
        ConsentText.objects.bulk_create([consent], ignore_conflicts=True)
        subscription = Subscription.objects.create(
            email=mailbox,
            language=language,
            form=form,
            consent_sha256=consent.sha256,
            revision=revision.number if revision else None,
            requested_at=now,
            retain_until=ends,
        )
        post_in_slot(slot, kind=SIGN_UP_LETTER, object_id=subscription.pk, now=now)
        _journal_request("newsletter.asked", subscription, now)
    return subscription


@transaction.atomic
def answer_request(*, subscription_id: UUID, now: datetime) -> Subscription | None:
    """Count the mail that answers a request, and return the subscription that it is about; None if it is not sent.

    That is the active subscription of the address, if it has one, or else the request. Called again after a failure,
    the mail counts once.
    """
    request = Subscription.objects.live().filter(pk=subscription_id).first()
    if request is None or (request.retain_until is not None and request.retain_until <= now):
        return None
    mailbox = normalise_address(request.email)
    _lock_address(mailbox)
    if not request.mailed_at:
        letter = Letter.objects.filter(kind=SIGN_UP_LETTER, object_id=request.pk, allowance=Allowance.FIRST)
        if not _may_mail(mailbox, MOST_MAILS_IN_ALL if letter.exists() else MOST_MAILS_A_DAY, now):
            return None
        request.mailed_at = [now]
        request.save(update_fields=["mailed_at"])
    return _active(mailbox) or request


def _active(mailbox: Address) -> Subscription | None:
    # Also one that is only stored: an address has one active subscription.
    return Subscription.stored.active().of(mailbox).order_by("is_second_spelling", "pk").first()


def _journal_request(event: str, subscription: Subscription, now: datetime) -> None:
    """Append an entry with what the comparison with the journal needs: no later change of the row goes unseen."""
    row = subscription
    facts: dict[str, journal.Fact | list[journal.Fact]] = {
        "subscription": row.pk,
        "form": row.form,
        "language": row.language,
        "consent_sha256": row.consent_sha256,
        "requested": row.requested_at,
        "who_sha256": salted_digest(row.salt, row.pk, row.email, row.email_written),
    }
    journal.append(stream=STREAM, event=event, facts=facts, now=now, revision=row.revision)


def _lock_address(address: Address) -> None:
    """Lock what the limit counts as one address until the end of the transaction."""
    # Two requests at once for two tags of a mailbox would both pass the limit.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"newsletter {address.counted}"])


def _may_mail(address: Address, most: int, now: datetime) -> bool:
    """Tell whether an address, with all its tags, got fewer than ``most`` mails in 24 hours, and none just now."""
    mailed = Subscription.stored.live().filter(counted_with(address)).exclude(mailed_at=[])
    times = chain.from_iterable(mailed.values_list("mailed_at", flat=True))
    recent = [at for at in times if at > now - timedelta(days=1)]
    return len(recent) < most and all(at <= now - LEAST_BETWEEN_MAILS for at in recent)


@transaction.atomic
def confirm(*, subscription_id: UUID, now: datetime) -> bool:
    """Activate a pending subscription; return False if it, or another of the address, was active already.

    Raises ``LinkUsedUp`` if it has ended, has waited too long or is erased.
    """
    # A person's own yes is a use that a restriction allows (GDPR Art. 18(2)).
    subscription = Subscription.stored.live().select_for_update().filter(pk=subscription_id).first()
    if subscription is None or (subscription.retain_until is not None and subscription.retain_until <= now):
        raise LinkUsedUp
    # Somebody read a mail that the sender caused: so it is no stranger to everybody it writes for.
    free_held(object_id=subscription.pk, now=now)
    mailbox = normalise_address(subscription.email)
    _lock_address(mailbox)
    if subscription.state == SubscriptionState.ACTIVE or _active(mailbox) is not None:
        return False
    subscription.state = SubscriptionState.ACTIVE
    subscription.confirmed_at = now
    subscription.retain_until = None
    subscription.save(update_fields=["state", "confirmed_at", "retain_until"])
    _journal_request("newsletter.confirmed", subscription, now)
    return True


@transaction.atomic
def unsubscribe(*, subscription_id: UUID, reason: EndReason, now: datetime) -> Subscription | None:
    """End a subscription at once and set the time of its erasure (LAW P29, M-03, X-24).

    A second row of the same mailbox ends with it. Returns the ended subscription, also if it had ended before; None if
    it is erased. Waiting deliveries are skipped.
    """
    # No delivery can be claimed while this transaction locks the row, so none is sent after the end.
    subscription = Subscription.stored.select_for_update().filter(pk=subscription_id).first()
    if subscription is None or subscription.state == SubscriptionState.ENDED:
        return subscription
    for row in Subscription.stored.live().of(subscription.email).select_for_update().order_by("pk"):
        _end(row, reason, now)
        ledger.note(kind=ENDED, facts={"subscription": row.pk, "reason": reason.value}, now=now)
    subscription.refresh_from_db()
    return subscription


@made_anew("newsletter.receipt")
def journal_correction(change: Change) -> None:
    """Let the comparison with the journal know a subscription whose address or language was corrected."""
    if isinstance(change.row, Subscription):
        _journal_request("newsletter.corrected", change.row, change.at)


def restrict(rows: QuerySet[Subscription], now: datetime) -> None:
    """End subscriptions that are to be erased but must be kept for now, so that nothing is sent (LAW D-37)."""
    for subscription_id in rows.values_list("pk", flat=True):
        unsubscribe(subscription_id=subscription_id, reason=EndReason.ERASURE, now=now)


def stop(rows: QuerySet[Subscription], cause: StopCause, now: datetime) -> int:
    """End a person's live subscriptions at once, unconfirmed ones too; return how many (GDPR Art. 7(3), 21(3))."""
    # A link that was mailed before the objection must not bring the subscription to life.
    live = list(rows.filter(state__in=LIVE).values_list("pk", flat=True))
    for subscription_id in live:
        unsubscribe(subscription_id=subscription_id, reason=_END_REASONS[cause], now=now)
    return len(live)


def _end(subscription: Subscription, reason: EndReason, now: datetime) -> None:
    ends = [retention_end("newsletter.ended", now), subscription.retain_until]
    subscription.state = SubscriptionState.ENDED
    subscription.ended_at = now
    subscription.end_reason = reason
    subscription.retain_until = min(end for end in ends if end is not None)
    subscription.save(update_fields=["state", "ended_at", "end_reason", "retain_until"])
    subscription.deliveries.skip_waiting()
    facts: dict[str, journal.Fact | list[journal.Fact]] = {
        "subscription": subscription.pk,
        "reason": reason.value,
        "erased_by": subscription.retain_until.date(),
    }
    journal.append(stream=STREAM, event="newsletter.unsubscribed", facts=facts, now=now, revision=subscription.revision)


@transaction.atomic
def repeat_ends(lines: Sequence[LedgerLine]) -> None:
    """End the subscriptions that had ended before a restore, at the original times (LAW X-13)."""
    for line in lines:
        live = Subscription.stored.live().select_for_update().filter(pk=line.facts["subscription"]).first()
        if live is not None:
            _end(live, EndReason(line.facts["reason"]), line.at)


def end_as_before(subscription_id: UUID, reason: EndReason, ended_at: datetime) -> None:
    """End a subscription of a restored database at the time at which it ended in the database before."""
    _end(Subscription.stored.live().select_for_update().get(pk=subscription_id), reason, ended_at)


@transaction.atomic
def ask_again(*, subscription_id: UUID, now: datetime) -> None:
    """Send the request to confirm once more to somebody whose confirmation a restore has lost."""
    subscription = Subscription.stored.pending().select_for_update().get(pk=subscription_id)
    subscription.requested_at, subscription.mailed_at = now, []
    subscription.retain_until = retention_end("newsletter.pending", now)
    subscription.save(update_fields=["requested_at", "mailed_at", "retain_until"])
    letters.post(kind=SIGN_UP_LETTER, object_id=subscription.pk, now=now)
    _journal_request("newsletter.asked", subscription, now)


def count_live(lines: Sequence[LedgerLine]) -> int:
    """Count the subscriptions that are live although the ledger says that they ended."""
    return Subscription.stored.live().filter(pk__in=[line.facts["subscription"] for line in lines]).count()
