"""Counts of recipients and deliveries."""

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from newsletter.issues.enums import DeliveryState, IssueState
from newsletter.issues.models import Delivery, DeliveryQuerySet, Issue
from newsletter.subscriptions.models import PendingSignUp, Subscription


def recipients_of(issue: Issue) -> int:
    """Return the number of people who get an issue: those of whom a copy waits, or would if it were made ready now."""
    return sum(count for _language, count in audience(issue))


def audience(issue: Issue) -> list[tuple[str, int]]:
    """Return each language with the number of people who get the issue in it."""
    if issue.state == IssueState.DRAFT:
        rows = Subscription.objects.active().wanting(issue.topics)
        return sorted(rows.order_by().values_list("language").annotate(Count("email", distinct=True)))
    copies = Delivery.stored.filter(issue=issue).pending().order_by()
    return sorted(copies.values_list("subscription__language").annotate(Count("pk")))


def missed_copies(issue: Issue) -> DeliveryQuerySet:
    """Return the copies that nobody got, or of which nobody knows, but for those that wait.

    Each has the ``address`` of whoever still subscribes, and none of who has left or whose data is only stored.
    """
    waiting = (DeliveryState.PENDING, DeliveryState.CLAIMED)
    address = Subscription.objects.active().filter(pk=OuterRef("subscription")).values("email")
    copies: DeliveryQuerySet = (
        Delivery.stored.filter(issue=issue)
        .missed()
        .exclude(state__in=waiting)
        .annotate(address=Coalesce(Subquery(address), Value("")))
        .order_by("state", "skip_reason", "pk")
    )
    return copies


def count_undelivered(issue: Issue) -> int:
    """Count the copies that were refused or interrupted, and may be sent again."""
    return int(Delivery.stored.filter(issue=issue).undelivered().count())


def without_issue() -> dict[str, int]:
    """Return how many subscriptions get none: those that nobody confirmed, and those that have ended."""
    return {"pending": PendingSignUp.objects.waiting().count(), "ended": Subscription.objects.ended().count()}


def progress(issue: Issue) -> list[tuple[str, int]]:
    """Return the label, in the active language, and the number of copies of each state that occurs."""
    counts = dict(Delivery.stored.filter(issue=issue).order_by().values_list("state").annotate(Count("pk")))
    return [(str(state.label), counts[state.value]) for state in DeliveryState if state.value in counts]


def issues_in_doubt() -> list[tuple[Issue, int]]:
    """Return each issue with copies that may have been sent, with their number."""
    in_doubt = Count("deliveries", filter=Q(deliveries__state=DeliveryState.UNCERTAIN))
    rows = Issue.objects.filter(deliveries__state=DeliveryState.UNCERTAIN).annotate(in_doubt=in_doubt).order_by("pk")
    return [(issue, issue.in_doubt) for issue in rows]


def issues_that_did_not_start() -> list[Issue]:
    """Return the issues whose planned start was missed by hours: somebody decides."""
    return list(Issue.objects.filter(state=IssueState.FROZEN, starts_at__isnull=False).order_by("starts_at"))


def issues_on_the_way() -> list[tuple[Issue, int, int]]:
    """Return each issue being sent, with the number of waiting copies and of all copies."""
    rows = Issue.objects.sending().annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.PENDING)), total=Count("deliveries")
    )
    return [(issue, issue.waiting, issue.total) for issue in rows]
