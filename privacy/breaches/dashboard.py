"""Dashboard block and link of breaches."""

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
    """Return the open breaches, those with the least time left first."""
    rows = list(Breach.objects.still_open().order_by("aware_at"))
    return DashboardBlock(
        is_about_people=True,
        title=_("Personal data breaches"),
        count=len(rows),
        items=[
            DashboardItem(
                text=_("EXERCISE: %(title)s") % {"title": breach.title} if breach.is_drill else breach.title,
                url=reverse("admin:privacy_breach_change", args=[breach.pk]),
                note=hours_left_in_words(breach.seconds_left(now))
                if breach.is_running
                else " ".join(still_to_do(breach)),
                is_urgent=breach.is_running and not breach.is_drill,
            )
            for breach in rows[:_SHOWN]
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
