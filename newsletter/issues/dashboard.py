"""Dashboard block of issues that are being sent."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from newsletter.issues.models import Issue
from newsletter.issues.queries import issues_on_the_way
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block


@dashboard_block(order=40)
def issues(now: datetime) -> DashboardBlock:
    """List the issues that are being sent, with the number of copies that wait."""
    rows = issues_on_the_way()
    return DashboardBlock(
        title=str(Issue._meta.verbose_name_plural).capitalize(),
        count=len(rows),
        items=[
            DashboardItem(
                text=str(issue),
                url=reverse("admin:newsletter_issue_change", args=[issue.pk]),
                note=_("%(waiting)s of %(all)s are waiting") % {"waiting": waiting, "all": total},
            )
            for issue, waiting, total in rows
        ],
        url=reverse("admin:newsletter_issue_changelist"),
        empty=_("No issue is being sent."),
    )
