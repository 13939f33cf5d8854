"""Uses of subscriptions and sign-ups."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.models import PendingSignUp, Subscription

# The clocks of the machine that takes a request and of the machine that sends a copy differ.
CLOCKS_DIFFER = timedelta(seconds=5)


def count_used_after(rows: QuerySet[Subscription], at: datetime) -> int:
    """Count the subscriptions that are active, and the copies claimed, after ``at`` with a consent from before it."""
    older = rows.filter(confirmed_at__lte=at)
    active = older.filter(state=SubscriptionState.ACTIVE, confirmed_at__lte=at - CLOCKS_DIFFER).count()
    copies = older.filter(deliveries__claimed_at__gt=at + CLOCKS_DIFFER).values("deliveries").count()
    return active + copies


def count_confirmable_after(rows: QuerySet[PendingSignUp], at: datetime) -> int:
    """Count the sign-ups from before ``at`` that could still be confirmed after it."""
    return rows.filter(requested_at__lte=at - CLOCKS_DIFFER, dropped_at__isnull=True, retain_until__gt=at).count()
