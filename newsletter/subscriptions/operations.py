"""Sign up, confirm and end subscriptions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from newsletter.conf import newsletter_settings
from newsletter.subscriptions import links, mailed
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.errors import LinkUsedUp
from newsletter.subscriptions.locks import lock_addresses
from newsletter.subscriptions.models import ConsentText, PendingSignUp, PendingSignUpQuerySet, Subscription
from newsletter.subscriptions.wording import fingerprint
from newsletter.suppression import operations as suppressions
from newsletter.suppression.enums import SuppressionReason
from newsletter.suppression.keys import codes_of_row
from newsletter.suppression.queries import is_suppressed
from privacy.addresses.normal import Address, lookup_form, normalise_address
from privacy.erasure import operations as ledger
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.intake.limits.mails import free_held, post_in_slot, take_slot
from privacy.intake.limits.senders import Sender
from privacy.inventory.correcting import Change, made_anew
from privacy.inventory.enums import StopCause
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest
from privacy.letters import operations as letters
from privacy.register import in_force
from privacy.retention.queries import retention_end

STREAM = "newsletter"
SIGN_UP_LETTER = "newsletter.signup"
WELCOME_LETTER = "newsletter.welcome"
MOVED_LETTER = "newsletter.moved"
_END_REASONS = {StopCause.OBJECTION: EndReason.OBJECTION, StopCause.WITHDRAWAL: EndReason.WITHDRAWAL}
_SUPPRESSED_AS = {
    EndReason.OBJECTION: SuppressionReason.OBJECTED,
    EndReason.WITHDRAWAL: SuppressionReason.OBJECTED,
    EndReason.ERASURE: SuppressionReason.OBJECTED,
    EndReason.BOUNCED: SuppressionReason.UNREACHABLE,
    EndReason.COMPLAINT: SuppressionReason.COMPLAINED,
}
ENDED = "newsletter.ended"
LINK_LASTS = timedelta(days=7)


def sign_up(
    *,
    address: str,
    language: str,
    form: str,
    text: str,
    now: datetime,
    topics: Sequence[str] = (),
    sender: Sender | None = None,
) -> PendingSignUp:
    """Store a sign-up that waits, and post the letter that answers it. Raises ``InvalidAddress``.

    What the letter says, and whether it is sent, is decided by ``answer_request`` when a worker composes it.
    """
    # Looks up nothing and does the same writes for a new, a waiting, a subscribed, a suppressed and a limited address,
    # so that neither the answer nor the time it takes tells one from another (LAW X-35).
    consent = ConsentText(sha256=fingerprint(text), language=language, text=text)
    revision = in_force.current()
    mailbox, ends = normalise_address(address), retention_end("newsletter.pending", now)
    slot = take_slot(form=form, sender=sender, address=mailbox, now=now, dropped_at=ends)
    with transaction.atomic():
        ConsentText.objects.bulk_create([consent], ignore_conflicts=True)
        pending = PendingSignUp(
            email=mailbox,
            language=language,
            topics=list(topics),
            form=form,
            consent_sha256=consent.sha256,
            revision=revision.number if revision else None,
            requested_at=now,
            retain_until=ends,
        )
        pending.save(force_insert=True)
        post_in_slot(slot, kind=SIGN_UP_LETTER, object_id=pending.pk, now=now)
        _journal_request("newsletter.asked", pending, now)
    return pending


def ask_for_move(*, subscription: Subscription, address: str, form: str, now: datetime) -> PendingSignUp:
    """Store a sign-up to which a subscription moves when its owner confirms, and post the letter that asks for it.

    The consent is the one that was given. Raises ``InvalidAddress``.
    """
    copied = ("language", "topics", "revision", "consent_sha256")
    pending = PendingSignUp(
        **{name: getattr(subscription, name) for name in copied},
        email=normalise_address(address),
        form=form,
        requested_at=now,
        replaces=subscription.pk,
        retain_until=retention_end("newsletter.pending", now),
    )
    with transaction.atomic():
        pending.save(force_insert=True)
        letters.post(kind=SIGN_UP_LETTER, object_id=pending.pk, now=now)
        _journal_request("newsletter.asked", pending, now)
    return pending


@transaction.atomic
def answer_request(*, subscription_id: UUID, now: datetime) -> PendingSignUp | Subscription | None:
    """Count the mail that answers a sign-up, and return what it is about; None if it is not sent.

    That is the active subscription of the address, if it has one, or else the sign-up. Called again after a failure,
    the mail counts once.
    """
    pending = PendingSignUp.objects.confirmable(now).filter(pk=subscription_id).first()
    if pending is None:
        return None
    mailbox = normalise_address(pending.email)
    lock_addresses([mailbox])
    if not pending.mailed_at:
        if not mailed.may_mail(mailbox, now):
            return None
        pending.mailed_at = [now]
        pending.save(update_fields=["mailed_at"])
        mailed.note(mailbox, now)
    return pending if pending.replaces else active_of(mailbox) or pending


def active_of(mailbox: str) -> Subscription | None:
    """Return the active subscription of a mailbox."""
    return Subscription.stored.active().of(mailbox).order_by("is_second_spelling", "pk").first()


def _journal_request(event: str, row: PendingSignUp | Subscription, now: datetime) -> None:
    journal.append(stream=STREAM, event=event, facts=request_facts(row), now=now, revision=row.revision)


def request_facts(row: PendingSignUp | Subscription) -> dict[str, journal.Fact | list[journal.Fact]]:
    """Return what the comparison with the journal needs, so that no later change of the row goes unseen."""
    return {
        "subscription": row.pk,
        "form": row.form,
        "language": row.language,
        "consent_sha256": row.consent_sha256,
        "requested": row.requested_at,
        "who_sha256": salted_digest(row.salt, row.pk, row.email, row.email_written),
        "settings_sha256": settings_digest(row),
        "confirmable_until": row.retain_until if isinstance(row, PendingSignUp) else None,
    }


def settings_digest(row: PendingSignUp | Subscription) -> str:
    """Return the hash by which the journal knows what was asked for, and in which form and revision of the policy."""
    paused_until = row.paused_until if isinstance(row, Subscription) else None
    seconds = int(paused_until.timestamp()) if paused_until else ""
    revision = "" if row.revision is None else row.revision
    return salted_digest(row.salt, ",".join(row.topics), row.language, seconds, row.form, revision)


@transaction.atomic
def confirm(*, subscription_id: UUID, now: datetime) -> bool:
    """Make a subscription of the sign-up with this id, which stays; return False if the address has one already.

    Raises ``LinkUsedUp`` if it was dropped, has waited too long or is erased. Who had left is no longer suppressed.
    """
    _lock_people_of(subscription_id)
    pending = PendingSignUp.objects.confirmable(now).select_for_update().filter(pk=subscription_id).first()
    if pending is None:
        if Subscription.stored.active().filter(pk=subscription_id).exists():
            return False
        raise LinkUsedUp
    # Somebody read a mail that the sender caused: so it is no stranger to everybody it writes for.
    free_held(object_id=pending.pk, now=now)
    is_new = active_of(normalise_address(pending.email)) is None
    if is_new:
        begin(subscription=_confirmed(pending, now), now=now)
        pending.delete()
    if pending.replaces is not None:
        _move_away(pending.replaces, now)
    return is_new


def _lock_people_of(pending_id: UUID) -> None:
    """Lock the address of a sign-up, and the one that moves to it, before any row: whoever leaves locks so too."""
    pending = PendingSignUp.objects.filter(pk=pending_id).first()
    if pending is not None:
        moved = [pending.replaces] if pending.replaces else []
        earlier = Subscription.stored.filter(pk__in=moved).values_list("email", flat=True)
        lock_addresses([normalise_address(address) for address in (pending.email, *earlier)])


def _confirmed(pending: PendingSignUp, now: datetime) -> Subscription:
    copied = ("id", "salt", "language", "topics", "requested_at", "form", "revision", "consent_sha256", "mailed_at")
    return Subscription(
        **{name: getattr(pending, name) for name in copied},
        email=Address(pending.email, pending.email_written),
        state=SubscriptionState.ACTIVE,
        confirmed_at=now,
    )


@transaction.atomic
def begin(*, subscription: Subscription, now: datetime) -> None:
    """Store an active subscription that its own person asked for, and welcome them."""
    subscription.link_codes = suppressions.lift(address=subscription.email, now=now)
    subscription.save(force_insert=True)
    letters.post(kind=WELCOME_LETTER, object_id=subscription.pk, now=now)
    _journal_request("newsletter.confirmed", subscription, now)


def _move_away(subscription_id: UUID, now: datetime) -> None:
    """End the subscription of an address whose person has confirmed another, and tell the earlier address."""
    moved = Subscription.stored.active().filter(pk=subscription_id).first()
    if moved is not None:
        leave(address=moved.email, reason=EndReason.MOVED, now=now)
        letters.post(kind=MOVED_LETTER, object_id=moved.pk, now=now)


@transaction.atomic
def leave(*, address: str, reason: EndReason, now: datetime) -> list[Subscription]:
    """End everything that a person has on the list, at once, and set the time of its erasure (LAW P29, M-03, X-24).

    Returns the subscriptions that this ended; none if the person had left before or was erased. Waiting copies are
    skipped, requests that nobody has confirmed too, and nobody else can bring the person back.
    """
    mailbox = lookup_form(address)
    lock_addresses([mailbox])
    # No delivery can be claimed while this transaction locks the rows, so none is sent after the end. All are locked
    # before the journal is, which whoever holds one of them may wait for.
    rows = list(Subscription.stored.active().of(mailbox).select_for_update().order_by("pk"))
    # Nor may the subscription live on at another address.
    elsewhere = Q(replaces__in=[row.pk for row in rows])
    waiting = _locked(PendingSignUp.objects.filter(Q(email=mailbox) | elsewhere))
    for row in rows:
        _end(row, reason, now)
        ledger.note(kind=ENDED, facts={"subscription": row.pk, "reason": reason.value}, now=now)
    _drop_all(waiting, reason, now)
    if rows:
        codes = sorted({code for row in rows for code in _link_codes(row)})
        suppressions.suppress(address=mailbox, reason=_suppressed_as(reason), now=now, link_codes=codes)
    return rows


def _link_codes(row: Subscription) -> list[str]:
    """Return the codes of the rows that the links of a person's mails from before name."""
    return [code.code for code in codes_of_row(row.pk)[:1]] if row.link_codes is None else row.link_codes


def drop(pending: PendingSignUpQuerySet, reason: EndReason, now: datetime) -> int:
    """Use up the links of sign-ups that wait, because their person left or objected; return how many there were."""
    rows = _locked(pending)
    _drop_all(rows, reason, now)
    return len(rows)


def _locked(pending: PendingSignUpQuerySet) -> list[PendingSignUp]:
    return list(pending.waiting().select_for_update().order_by("pk"))


def _drop_all(rows: Sequence[PendingSignUp], reason: EndReason, now: datetime) -> None:
    for row in rows:
        _drop(row, reason, now)
        ledger.note(kind=ENDED, facts={"subscription": row.pk, "reason": reason.value}, now=now)


def _drop(pending: PendingSignUp, reason: EndReason, now: datetime) -> None:
    # Not deleted here: a legal hold or an open request may keep the row for now.
    pending.dropped_at, pending.retain_until = now, min(now, pending.retain_until)
    pending.save(update_fields=["dropped_at", "retain_until"])
    facts: dict[str, journal.Fact | list[journal.Fact]] = {"subscription": pending.pk, "reason": reason.value}
    journal.append(stream=STREAM, event="newsletter.dropped", facts=facts, now=now, revision=pending.revision)


def _suppressed_as(reason: EndReason) -> SuppressionReason:
    return _SUPPRESSED_AS.get(reason, SuppressionReason.LEFT)


def unsubscribe(*, subscription_id: UUID, reason: EndReason, now: datetime) -> Subscription | None:
    """End what the person of a subscription has on the list (``leave``).

    Returns the ended subscription, also if it had ended before; None if it is erased.
    """
    subscription = Subscription.stored.filter(pk=subscription_id).first()
    if subscription is not None:
        leave(address=subscription.email, reason=reason, now=now)
        subscription.refresh_from_db()
    return subscription


@made_anew("newsletter.receipt")
def journal_correction(change: Change) -> None:
    """Let the comparison with the journal know a subscription whose address was corrected."""
    if isinstance(change.row, Subscription | PendingSignUp):
        _journal_request("newsletter.corrected", change.row, change.at)
    if change.row is None and is_suppressed(change.old):
        # Whoever had left under the old address has left under the new one.
        suppressions.suppress(address=change.new, reason=SuppressionReason.LEFT, now=change.at)


def unsubscribe_by_link(*, token: str, reason: EndReason, now: datetime) -> list[Subscription]:
    """End what the person of an unsubscribe link has on the list; return what this ended. Raises ``InvalidToken``."""
    address = links.who_unsubscribes(token)
    return leave(address=address, reason=reason, now=now) if address is not None else []


def unsubscribe_by_mail(*, subject: str, now: datetime) -> list[Subscription]:
    """Do what a mail to the address of List-Unsubscribe asks for; return the subscriptions that this ended.

    The token in the subject says whose they are, not the sender, which anybody can write. A subject without a valid
    token ends nothing.
    """
    address = links.who_unsubscribes_by_mail(subject)
    return leave(address=address, reason=EndReason.MAIL, now=now) if address is not None else []


def restrict(rows: QuerySet[Subscription], now: datetime) -> None:
    """End subscriptions that are to be erased but must be kept for now, so that nothing is sent (LAW D-37)."""
    for subscription_id in rows.values_list("pk", flat=True):
        unsubscribe(subscription_id=subscription_id, reason=EndReason.ERASURE, now=now)


def restrict_pending(rows: QuerySet[PendingSignUp], now: datetime) -> None:
    """Use up sign-ups that are to be erased but must be kept for now."""
    drop(PendingSignUp.objects.filter(pk__in=rows.values("pk")), EndReason.ERASURE, now)


def stop(rows: QuerySet[Subscription], cause: StopCause, now: datetime) -> int:
    """End a person's active subscriptions at once; return how many (GDPR Art. 7(3), 21(3))."""
    active = list(rows.filter(state=SubscriptionState.ACTIVE).values_list("pk", flat=True))
    for subscription_id in active:
        unsubscribe(subscription_id=subscription_id, reason=_END_REASONS[cause], now=now)
    return len(active)


def stop_pending(rows: QuerySet[PendingSignUp], cause: StopCause, now: datetime) -> int:
    """Use up a person's sign-ups: a link that was mailed before an objection must not make a subscription."""
    return drop(PendingSignUp.objects.filter(pk__in=rows.values("pk")), _END_REASONS[cause], now)


def _end(subscription: Subscription, reason: EndReason, now: datetime) -> None:
    target = now + timedelta(days=newsletter_settings().erased_after_days)
    ends = [retention_end("newsletter.ended", now), target, subscription.retain_until]
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
        row_id, reason = line.facts["subscription"], EndReason(line.facts["reason"])
        active = Subscription.stored.active().select_for_update().filter(pk=row_id).first()
        if active is not None:
            _end(active, reason, line.at)
            codes = _link_codes(active)
            suppressions.suppress(address=active.email, reason=_suppressed_as(reason), now=line.at, link_codes=codes)
        for pending in PendingSignUp.objects.waiting().select_for_update().filter(pk=row_id):
            _drop(pending, reason, line.at)


def end_as_before(subscription_id: UUID, reason: EndReason, ended_at: datetime) -> None:
    """End a subscription of a restored database at the time at which it ended in the database before."""
    _end(Subscription.stored.active().select_for_update().get(pk=subscription_id), reason, ended_at)


@transaction.atomic
def ask_again(*, pending: PendingSignUp, now: datetime) -> None:
    """Send the request to confirm to somebody whose sign-up or confirmation a restore has lost."""
    pending.requested_at, pending.mailed_at = now, []
    pending.retain_until = retention_end("newsletter.pending", now)
    pending.save()
    letters.post(kind=SIGN_UP_LETTER, object_id=pending.pk, now=now)
    _journal_request("newsletter.asked", pending, now)


def count_live(lines: Sequence[LedgerLine]) -> int:
    """Count the subscriptions and sign-ups that are live although the ledger says that they ended."""
    ended = [line.facts["subscription"] for line in lines]
    live = (Subscription.stored.active(), PendingSignUp.objects.waiting())
    return sum(rows.filter(pk__in=ended).count() for rows in live)
