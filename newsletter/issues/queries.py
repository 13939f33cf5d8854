"""Counts of recipients and deliveries."""

from django.db.models import Count, Q

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Issue
from newsletter.subscriptions.models import Subscription


def recipients_now() -> int:
    """Return the number of people who would receive an issue sent now."""
    return Subscription.objects.active().values("email").distinct().count()


def progress(issue: Issue) -> list[tuple[str, int]]:
    """Return the label, in the active language, and the number of copies of each state that occurs."""
    counts = dict(issue.deliveries.order_by().values_list("state").annotate(Count("pk")))
    return [(str(state.label), counts[state.value]) for state in DeliveryState if state.value in counts]


def issues_on_the_way() -> list[tuple[Issue, int, int]]:
    """Return each issue being sent, with the number of waiting copies and of all copies."""
    rows = Issue.objects.sending().annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.PENDING)), total=Count("deliveries")
    )
    return [(issue, issue.waiting, issue.total) for issue in rows]
