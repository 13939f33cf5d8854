"""Dashboard block of requests for trial accounts that wait for an answer."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contact.trials.models import TrialRequest
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN = 5
_SOON = timedelta(days=2)


@dashboard_block(order=22)
def trials(now: datetime) -> DashboardBlock:
    """List the oldest requests that nobody has answered, without their content."""
    waiting = TrialRequest.objects.waiting()
    oldest = waiting.order_by("confirmed_at").values_list("pk", "confirmed_at")[:_SHOWN]
    return DashboardBlock(
        is_about_people=True,
        title=_("Trial accounts"),
        count=waiting.count(),
        items=[
            DashboardItem(
                text=_("Request of %(day)s") % {"day": date_format(localtime(confirmed_at))},
                url=reverse("admin:contact_trialrequest_change", args=[key]),
                note=waited_in_words((now - confirmed_at).days),
                is_urgent=now - confirmed_at > _SOON,
            )
            for key, confirmed_at in oldest
            if confirmed_at
        ],
        url=reverse("admin:contact_trialrequest_changelist") + "?state=waiting",
        empty=_("No request for a trial account waits."),
    )


def waited_in_words(days: int) -> str:
    """Return since how many days a request waits; empty on its first day."""
    return ngettext("waits since %(days)s day", "waits since %(days)s days", days) % {"days": days} if days else ""
