"""The subscribers as an audience of letters about changes to the policy."""

from uuid import UUID

from newsletter.subscriptions.models import Subscription
from privacy.letters.audiences import Audience, add_audience


def subscribers(after: UUID | None, size: int) -> list[UUID]:
    """Return the next active subscriptions in the order of their ids."""
    active = Subscription.objects.active().order_by("pk")
    if after is not None:
        active = active.filter(pk__gt=after)
    return list(active.values_list("pk", flat=True)[:size])


add_audience(Audience(letter="newsletter.policy_changed", purposes=frozenset({"newsletter"}), page=subscribers))
