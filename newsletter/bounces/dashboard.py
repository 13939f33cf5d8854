"""Dashboard block of what differed at the mail provider."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsletter.bounces.models import Comparison
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_LATELY = timedelta(days=7)
_LATE = timedelta(hours=50)


@dashboard_block(order=45)
def differences(now: datetime) -> DashboardBlock:
    """Show what the comparisons of a week found, and one that failed or is late."""
    last = Comparison.objects.order_by("-compared_at").first()
    url = reverse("admin:newsletter_difference_changelist")
    items = [
        DashboardItem(text=_differed(row), url=url)
        for row in Comparison.objects.filter(compared_at__gt=now - _LATELY)
        if row.ended or row.newer
    ]
    if last is not None and (not last.is_whole or last.compared_at < now - _LATE):
        runs = reverse("admin:newsletter_comparison_changelist")
        items.insert(0, DashboardItem(text=_("The mail provider’s list could not be read."), url=runs, is_urgent=True))
    return DashboardBlock(
        title=_("What differed at the mail provider"),
        count=len(items),
        items=items,
        url=url,
        empty=_("Nothing differed this week."),
    )


def _differed(row: Comparison) -> str:
    count = row.ended + row.newer
    text = ngettext("%(count)s address was blocked there only", "%(count)s addresses were blocked there only", count)
    return text % {"count": count}
