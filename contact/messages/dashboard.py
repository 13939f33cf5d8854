"""Dashboard block of messages that wait for an answer."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contact.messages.models import Message
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN = 5
_SOON = timedelta(days=2)


@dashboard_block(order=20)
def messages(now: datetime) -> DashboardBlock:
    """List the oldest unhandled messages, without their content."""
    waiting = Message.objects.waiting().credible()
    oldest = waiting.order_by("received_at").only("pk", "received_at")[:_SHOWN]
    return DashboardBlock(
        is_about_people=True,
        title=_("Messages"),
        count=waiting.count(),
        items=[
            DashboardItem(
                text=_("Message of %(day)s") % {"day": localtime(message.received_at).strftime("%d.%m.%Y %H:%M")},
                url=reverse("admin:contact_message_change", args=[message.pk]),
                note=_waited((now - message.received_at).days),
                is_urgent=now - message.received_at > _SOON,
            )
            for message in oldest
        ],
        url=reverse("admin:contact_message_changelist") + "?state=waiting",
        empty=_("No message waits for an answer."),
    )


def _waited(days: int) -> str:
    return ngettext("waits since %(days)s day", "waits since %(days)s days", days) % {"days": days} if days else ""
