"""Subscriptions that have moved to another address on the page of the settings."""

from collections.abc import Iterator

from newsletter.preferences.operations import CHANGE_FORM
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.addresses.moves import Move, sources


@sources.register("newsletter.preferences")
def moves_to(address: str) -> Iterator[Move]:
    """Yield when a subscription moved to an address, and from which until that is erased."""
    moved = Subscription.stored.filter(email=address, form=CHANGE_FORM, confirmed_at__isnull=False)
    for at in moved.values_list("confirmed_at", flat=True):
        # Both ends of a move are of one moment; nobody is named where that does not say which it was.
        left = Subscription.stored.filter(end_reason=EndReason.MOVED, ended_at=at).exclude(email=address)
        olds = [*left.values_list("email", flat=True)[:2]]
        if at is not None:
            yield Move(at=at, old=olds[0] if len(olds) == 1 else "")
