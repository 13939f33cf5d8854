"""Dashboard block of unusually much through public forms."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.intake.limits.alarms import has_incident
from privacy.intake.limits.figures import limit_figures
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block


@dashboard_block(order=36)
def limited_mails(now: datetime) -> DashboardBlock:
    """Show how many mails the limits of public forms hold back, and how many posts they refused."""
    figures, is_urgent = limit_figures(now), has_incident()
    url = reverse("admin:privacy_letter_changelist")
    items = []
    if figures.waiting:
        waiting = figures.waiting
        text = ngettext("%(count)s mail is held back", "%(count)s mails are held back", waiting) % {"count": waiting}
        note = _("In the last hour: %(count)s. Too many from one network, for one address, or in total.")
        href = f"{url}?held_at__isnull=False&is_sent__exact=0"
        items.append(DashboardItem(text=text, url=href, note=note % {"count": figures.held}, is_urgent=is_urgent))
    if figures.refused:
        text = ngettext("%(count)s post was refused", "%(count)s posts were refused", figures.refused)
        text %= {"count": figures.refused}
        note = _("In an hour: a network sent far more than people do.")
        items.append(DashboardItem(text=text, url=url, note=note, is_urgent=is_urgent))
    return DashboardBlock(
        title=_("Unusually much through the forms"),
        count=figures.waiting + figures.refused,
        items=items,
        url=url,
        empty=_("No mail is held back by the limits."),
    )
