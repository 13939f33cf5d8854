"""Counts of recipients and deliveries."""

from django.db.models import Count, Q

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions.models import Subscription


def recipients_now() -> int:
    """Return the number of people who would receive an issue sent now."""
    return Subscription.objects.active().values("email").distinct().count()


def audience() -> list[tuple[str, int]]:
    """Return each language with the number of people who would receive an issue sent now in it."""
    rows = Subscription.objects.active().order_by().values_list("language").annotate(Count("email", distinct=True))
    return sorted(rows)


def without_issue() -> dict[str, int]:
    """Return how many subscriptions get none: those that nobody confirmed, and those that have ended."""
    live = Subscription.objects.order_by()
    return {"pending": live.pending().count(), "ended": live.ended().count()}


def progress(issue: Issue) -> list[tuple[str, int]]:
    """Return the label, in the active language, and the number of copies of each state that occurs."""
    counts = dict(Delivery.stored.filter(issue=issue).order_by().values_list("state").annotate(Count("pk")))
    return [(str(state.label), counts[state.value]) for state in DeliveryState if state.value in counts]


def issues_in_doubt() -> list[tuple[Issue, int]]:
    """Return each issue with copies that may have been sent, with their number."""
    in_doubt = Count("deliveries", filter=Q(deliveries__state=DeliveryState.UNCERTAIN))
    rows = Issue.objects.filter(deliveries__state=DeliveryState.UNCERTAIN).annotate(in_doubt=in_doubt).order_by("pk")
    return [(issue, issue.in_doubt) for issue in rows]


def issues_on_the_way() -> list[tuple[Issue, int, int]]:
    """Return each issue being sent, with the number of waiting copies and of all copies."""
    rows = Issue.objects.sending().annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.PENDING)), total=Count("deliveries")
    )
    return [(issue, issue.waiting, issue.total) for issue in rows]
