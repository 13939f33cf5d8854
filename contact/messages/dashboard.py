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
                note=waited_in_words((now - message.received_at).days),
                is_urgent=now - message.received_at > _SOON,
            )
            for message in oldest
        ],
        url=reverse("admin:contact_message_changelist") + "?state=waiting",
        empty=_("No message waits for an answer."),
    )


def waited_in_words(days: int) -> str:
    """Return since how many days a message waits; empty on its first day."""
    return ngettext("waits since %(days)s day", "waits since %(days)s days", days) % {"days": days} if days else ""
