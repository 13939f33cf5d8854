"""Dashboard block of mails that were put aside."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from privacy.inbound.models import ReceivedMail
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN = 5


@dashboard_block(order=36)
def mails_put_aside(now: datetime) -> DashboardBlock:
    """List the mails that nobody could take in, without what is in them."""
    aside = ReceivedMail.objects.quarantined()
    newest = aside.order_by("-received_at").only("pk", "received_at", "trouble")[:_SHOWN]
    return DashboardBlock(
        is_about_people=True,
        title=_("Mails put aside"),
        count=aside.count(),
        items=[
            DashboardItem(
                text=_("Mail of %(day)s") % {"day": date_format(localtime(mail.received_at), "SHORT_DATETIME_FORMAT")},
                url=reverse("admin:privacy_receivedmail_change", args=[mail.pk]),
                note=mail.get_trouble_display(),
            )
            for mail in newest
        ],
        url=reverse("admin:privacy_receivedmail_changelist"),
        empty=_("Every mail that came in was read."),
    )
