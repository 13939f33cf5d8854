"""Subscriptions after a restore: who left has left, and who came is asked again."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import ConsentText, PendingSignUp, Subscription
from privacy.addresses.normal import Address
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


@dataclass(frozen=True, kw_only=True)
class LostSubscription:
    """A subscription or a sign-up of the replaced database, with the text that was agreed to."""

    row: Subscription | PendingSignUp
    text: ConsentText | None


def _changed(since: datetime) -> list[LostSubscription]:
    newer = Subscription.stored.filter(Q(requested_at__gte=since) | Q(confirmed_at__gte=since) | Q(ended_at__gte=since))
    # Ends first: an address has one active subscription.
    subscriptions_first = sorted(newer.order_by("requested_at"), key=lambda row: row.state != SubscriptionState.ENDED)
    waiting = PendingSignUp.objects.filter(Q(requested_at__gte=since) | Q(dropped_at__gte=since))
    rows: list[Subscription | PendingSignUp] = [*subscriptions_first, *waiting.order_by("requested_at")]
    texts = ConsentText.objects.in_bulk({row.consent_sha256 for row in rows})
    return [LostSubscription(row=row, text=texts.get(row.consent_sha256)) for row in rows]


@each
def _carry(lost: LostSubscription, now: datetime) -> bool:
    row = lost.row
    if isinstance(row, Subscription) and row.state == SubscriptionState.ENDED:
        return _end_again(row)
    if Subscription.stored.filter(pk=row.pk).exists():
        return False
    known = PendingSignUp.objects.select_for_update().filter(pk=row.pk).first()
    if isinstance(row, PendingSignUp):
        if row.dropped_at is not None:
            return bool(subscriptions.drop(PendingSignUp.objects.filter(pk=row.pk), EndReason.WITHDRAWAL, now))
        if known is not None:
            return False
    if known is not None and known.dropped_at is not None:
        return False
    if lost.text:
        insert_missing(lost.text)
    # The proof of a confirmation is lost with the journal: the person is asked once more (LAW M-05).
    subscriptions.ask_again(pending=known or _as_pending(row, now), now=now)
    return True


def _end_again(row: Subscription) -> bool:
    known = Subscription.stored.active().filter(pk=row.pk).exists()
    if known and row.ended_at:
        subscriptions.end_as_before(row.pk, EndReason(row.end_reason), row.ended_at)
    return known


def _as_pending(row: Subscription | PendingSignUp, now: datetime) -> PendingSignUp:
    copied = ("id", "salt", "language", "topics", "requested_at", "form", "revision", "consent_sha256")
    values = {name: getattr(row, name) for name in copied}
    return PendingSignUp(**values, email=Address(row.email, row.email_written), retain_until=now)


register_loss("subscriptions", 35, LossKind(title=_("subscriptions"), collect=_changed, carry=_carry))
