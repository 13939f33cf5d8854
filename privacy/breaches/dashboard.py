"""Blocks of the staff dashboard."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.breaches.models import Breach
from privacy.breaches.queries import still_to_do
from privacy.law.durations import hours_left_in_words
from privacy.staff.dashboard import DashboardBlock, DashboardItem, DashboardPage, add_page, dashboard_block

_SHOWN = 10


@dashboard_block(order=5)
def breaches(now: datetime) -> DashboardBlock:
    """Show the breaches that are not closed, the one with the least time first."""
    rows = list(Breach.objects.still_open().order_by("aware_at"))
    return DashboardBlock(
        title=_("Personal data breaches"),
        count=len(rows),
        items=[
            DashboardItem(
                text=_("EXERCISE: %(title)s") % {"title": one.title} if one.is_drill else one.title,
                url=reverse("admin:privacy_breach_change", args=[one.pk]),
                note=hours_left_in_words(one.seconds_left(now)) if one.is_running else " ".join(still_to_do(one)),
                is_urgent=one.is_running and not one.is_drill,
            )
            for one in rows[:_SHOWN]
        ],
        url=reverse("admin:privacy_breach_changelist"),
        empty=_("No breach is being handled."),
    )


add_page(
    90,
    DashboardPage(
        title=gettext_lazy("Breaches"),
        url_name="admin:privacy_breach_changelist",
        permission="privacy.view_breach",
        note=gettext_lazy("The 72-hour clock, and the letters."),
    ),
)
