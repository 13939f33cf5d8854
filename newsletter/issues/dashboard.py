"""Dashboard block of issues that are being sent."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Issue
from newsletter.issues.queries import issues_in_doubt, issues_on_the_way, issues_that_did_not_start
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block


@dashboard_block(order=40)
def issues(now: datetime) -> DashboardBlock:
    """List issues that did not start, those with copies in doubt, and those on the way with what waits."""
    rows, in_doubt, missed = issues_on_the_way(), issues_in_doubt(), issues_that_did_not_start()
    return DashboardBlock(
        is_about_people=True,
        title=str(Issue._meta.verbose_name_plural).capitalize(),
        count=len(rows) + len(in_doubt) + len(missed),
        items=[
            *(_missed(issue) for issue in missed),
            *(_in_doubt(issue, copies) for issue, copies in in_doubt),
            *(
                DashboardItem(
                    text=str(issue),
                    url=reverse("admin:newsletter_issue_change", args=[issue.pk]),
                    note=_("%(waiting)s of %(all)s are waiting") % {"waiting": waiting, "all": total},
                )
                for issue, waiting, total in rows
            ),
        ],
        url=reverse("admin:newsletter_issue_changelist"),
        empty=_("No issue is being sent."),
    )


def _missed(issue: Issue) -> DashboardItem:
    return DashboardItem(
        text=str(issue),
        url=reverse("admin:newsletter_issue_send", args=[issue.pk]),
        note=_("it did not start when it was to: start it or cancel it"),
        is_urgent=True,
    )


def _in_doubt(issue: Issue, copies: int) -> DashboardItem:
    query = f"?state__exact={DeliveryState.UNCERTAIN}&issue__id__exact={issue.pk}"
    return DashboardItem(
        text=str(issue),
        url=reverse("admin:newsletter_delivery_changelist") + query,
        note=_("%(copies)s copies may have been sent: send them again, or leave them") % {"copies": copies},
        is_urgent=True,
    )
