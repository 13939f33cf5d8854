"""Charts of the last issues: how many were sent, and what came back."""

from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from newsletter.bounces.enums import EventKind
from newsletter.bounces.models import IssueCount
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions.models import Subscription
from privacy.law.deadlines import local_date
from privacy.staff.charts import Chart, Series, staff_chart

_SHOWN = 12


@staff_chart(order=24, permission="newsletter.view_issue")
def issues_sent(now: datetime) -> Chart:
    """Return how many copies of each of the last issues were sent, and how many were not."""
    issues = _last_issues()
    copies = Delivery.objects.filter(issue__in=issues).order_by().values_list("issue", "state").annotate(Count("pk"))
    counts = {(issue, state): count for issue, state, count in copies}
    states = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.SKIPPED)
    return Chart(
        title=_("Newsletters sent"),
        heading=_("Issue"),
        columns=tuple(map(_label, issues)),
        series=tuple(
            Series(
                name=str(state.label),
                values=tuple(counts.get((issue.pk, state.value), 0) for issue in issues),
                is_bad=state == DeliveryState.FAILED,
            )
            for state in states
        ),
        note=_("Nobody is followed: who opened one, or clicked, is not known."),
        url=reverse("admin:newsletter_issue_changelist"),
    )


@staff_chart(order=25, permission="newsletter.view_issue")
def issues_answered(now: datetime) -> Chart:
    """Return what came back of each of the last issues: bounces, complaints and people who left before the next."""
    issues = _last_issues()
    rows = IssueCount.objects.filter(issue_id__in=[issue.pk for issue in issues]).values_list(
        "issue_id", "kind", "count"
    )
    counts = {(issue, kind): count for issue, kind, count in rows}
    reports = {
        EventKind.HARD: _("bounced for good"),
        EventKind.SOFT: _("bounced for now"),
        EventKind.COMPLAINT: _("complained"),
    }
    series = [
        Series(name=name, values=tuple(counts.get((issue.pk, kind.value), 0) for issue in issues), is_bad=True)
        for kind, name in reports.items()
    ]
    series.append(Series(name=_("unsubscribed"), values=tuple(_left_after(issues, now))))
    return Chart(
        title=_("What came back of the newsletters"),
        heading=_("Issue"),
        columns=tuple(map(_label, issues)),
        series=tuple(series),
        note=_("Unsubscribed: those who left after an issue and before the next, and are not erased yet."),
        url=reverse("admin:newsletter_subscription_changelist"),
        is_stacked=False,
    )


def _last_issues() -> list[Issue]:
    """Return the last issues that were begun, the newest last."""
    begun = Issue.objects.filter(queued_at__isnull=False, deliveries__state=DeliveryState.SENT).distinct()
    return list(begun.order_by("-queued_at")[:_SHOWN])[::-1]


def _left_after(issues: list[Issue], now: datetime) -> list[int]:
    ends = [issue.queued_at or now for issue in issues[1:]] + [now]
    spans = ((issue.queued_at or now, end) for issue, end in zip(issues, ends, strict=True)) if issues else ()
    return [Subscription.objects.ended().filter(ended_at__gte=begin, ended_at__lt=end).count() for begin, end in spans]


def _label(issue: Issue) -> str:
    return format_date(local_date(issue.queued_at or issue.created_at), "j.n.")
