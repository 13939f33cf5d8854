"""Recently blocked storage and hosts, for the staff dashboard."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.gate.enums import SightingKind
from consent.gate.queries import SEEN_DAYS, kept_out
from privacy.law.deadlines import local_date
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN = 10


@dashboard_block(order=33)
def sightings(now: datetime) -> DashboardBlock:
    """Show recently blocked items: undeclared cookies and hosts that are not allowed."""
    blocked = kept_out(local_date(now))
    url = reverse("admin:consent_sighting_changelist")
    items = [
        DashboardItem(
            text=f"{SightingKind(kept.kind).label}: {kept.name}",
            url=f"{url}?{urlencode({'q': kept.name})}",
            note=ngettext("%(count)d time in %(days)d days", "%(count)d times in %(days)d days", kept.times)
            % {"count": kept.times, "days": SEEN_DAYS},
            is_urgent=kept.kind == SightingKind.COOKIE,
        )
        for kept in blocked[:_SHOWN]
    ]
    empty = _("Nothing was kept out of the pages in the last %(days)d days.") % {"days": SEEN_DAYS}
    return DashboardBlock(title=_("Kept out of the pages"), count=len(blocked), items=items, url=url, empty=empty)
