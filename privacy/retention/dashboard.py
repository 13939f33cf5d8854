"""Blocks of the staff dashboard."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.inventory.declarations import title_of
from privacy.retention.enums import RunState
from privacy.retention.models import LegalHold, RetentionRule, RetentionRun
from privacy.retention.open_requests import requests_that_hold
from privacy.retention.overdue import requested_rows
from privacy.staff.dashboard import DashboardBlock, DashboardItem, DashboardPage, add_page, dashboard_block

_SHOWN = 10


@dashboard_block(order=32)
def retention(now: datetime) -> DashboardBlock:
    """Show the runs that stopped to ask, and the rules that nobody has approved."""
    stopped = RetentionRun.objects.filter(state=RunState.STOPPED)
    items = [
        DashboardItem(
            text=_("%(model)s: %(due)s rows would go") % {"model": title_of(run.model), "due": run.due},
            url=reverse("admin:privacy_retentionrun_change", args=[run.pk]),
            note=str(run.get_stop_reason_display()),
            is_urgent=True,
        )
        for run in stopped
    ]
    items += [
        DashboardItem(
            text=_("%(rule)s: nothing is deleted until you approve it") % {"rule": rule},
            url=reverse("admin:privacy_retentionrule_approve", args=[rule.pk]),
            note=rule.words,
            is_urgent=True,
        )
        for rule in RetentionRule.objects.all()
        if not rule.is_approved
    ]
    items += [
        DashboardItem(
            text=_("%(model)s: %(count)s due rows stay") % {"model": line.data.title, "count": rows.count()},
            url=request.url,
            note=request.text,
        )
        for line, rows in requested_rows(now)
        for request in requests_that_hold(rows, line.data, now)[:1]
    ]
    items += [
        DashboardItem(
            text=_("The hold %(hold)s has ended") % {"hold": hold},
            url=reverse("admin:privacy_legalhold_change", args=[hold.pk]),
            note=_("See whether somebody has asked for erasure meanwhile."),
        )
        for hold in LegalHold.objects.filter(ends_at__lte=now, lifted_at__isnull=True)
    ]
    return DashboardBlock(
        title=_("Deletion"),
        count=len(items),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_retentionrun_changelist"),
        empty=_("Every rule is approved, and no run has stopped to ask."),
    )


add_page(
    40,
    DashboardPage(
        title=gettext_lazy("What is deleted when"),
        url_name="admin:privacy_retentionrun_changelist",
        permission="privacy.view_retentionrun",
        note=gettext_lazy("The weeks and months ahead, and the receipts of what is gone."),
    ),
)
