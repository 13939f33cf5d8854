"""Dashboard block of recipients that have not been told."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.notices.models import Circuit, Notice
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN = 10


@dashboard_block(order=14)
def untold_recipients(now: datetime) -> DashboardBlock:
    """Show the notices that staff must deliver, and the systems that are left alone after failures."""
    failed = Notice.objects.failed().select_related("vendor").order_by("made_at")
    items = [
        DashboardItem(
            text=_("%(vendor)s has not been told: %(what)s") % {"vendor": one.vendor, "what": one.get_kind_display()},
            url=reverse("admin:privacy_notice_change", args=[one.pk]),
            is_urgent=True,
        )
        for one in failed[:_SHOWN]
    ]
    items += [
        DashboardItem(
            text=_("%(vendor)s does not answer; it is left alone for a while") % {"vendor": circuit.vendor},
            url=reverse("admin:privacy_notice_changelist"),
        )
        for circuit in Circuit.objects.filter(open_until__gt=now)
    ]
    return DashboardBlock(
        title=_("Recipients to tell"),
        count=len(items),
        items=items,
        url=reverse("admin:privacy_notice_changelist"),
        empty=_("Every recipient has been told."),
    )
