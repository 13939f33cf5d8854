"""Subscriptions after a restore: who left has left, and who came is asked again."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import ConsentText, Subscription
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


@dataclass(frozen=True, kw_only=True)
class LostSubscription:
    """A subscription of the replaced database, with the text that was agreed to."""

    subscription: Subscription
    text: ConsentText | None


def _changed(since: datetime) -> list[LostSubscription]:
    newer = Subscription.stored.filter(Q(requested_at__gte=since) | Q(confirmed_at__gte=since) | Q(ended_at__gte=since))
    rows = list(newer.order_by("requested_at"))
    texts = ConsentText.objects.in_bulk({row.consent_sha256 for row in rows})
    found = [LostSubscription(subscription=row, text=texts.get(row.consent_sha256)) for row in rows]
    # Ends first: an address has one live subscription.
    return sorted(found, key=lambda lost: lost.subscription.state != SubscriptionState.ENDED)


@each
def _carry(lost: LostSubscription, now: datetime) -> bool:
    row = lost.subscription
    known = Subscription.stored.select_for_update().filter(pk=row.pk).first()
    if row.state == SubscriptionState.ENDED:
        is_live = known is not None and known.state != SubscriptionState.ENDED
        if is_live and row.ended_at:
            subscriptions.end_as_before(row.pk, EndReason(row.end_reason), row.ended_at)
        return is_live
    if known is not None and (known.state == row.state or known.state == SubscriptionState.ENDED):
        return False
    if lost.text:
        insert_missing(lost.text)
    if known is None:
        row.state, row.confirmed_at, row.retain_until = SubscriptionState.PENDING, None, now  # until it is asked again
        insert_missing(row)
    # The proof of the confirmation is lost with the journal: the person is asked once more (LAW M-05).
    subscriptions.ask_again(subscription_id=row.pk, now=now)
    return True


register_loss("subscriptions", 35, LossKind(title=_("subscriptions"), collect=_changed, carry=_carry))
