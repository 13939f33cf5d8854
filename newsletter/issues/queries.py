"""Who an issue went to, in figures."""

from django.db.models import Count, Q

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Issue
from newsletter.subscriptions.models import Subscription


def recipients_now() -> int:
    """Return how many people would get an issue that is sent now."""
    return Subscription.objects.active().count()


def progress(issue: Issue) -> list[tuple[str, int]]:
    """Return the number of copies in each state that occurs, named in the active language."""
    counts = dict(issue.deliveries.order_by().values_list("state").annotate(Count("pk")))
    return [(str(state.label), counts[state.value]) for state in DeliveryState if state.value in counts]


def issues_on_the_way() -> list[tuple[Issue, int, int]]:
    """Return each issue being sent, with how many copies wait and how many there are."""
    rows = Issue.objects.sending().annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.PENDING)), total=Count("deliveries")
    )
    return [(issue, issue.waiting, issue.total) for issue in rows]
