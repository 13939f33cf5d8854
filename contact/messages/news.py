"""What staff are told of by mail: a message that came in."""

from django.urls import reverse
from django.utils.translation import gettext as _

from contact.messages.models import Message
from contact.messages.operations import STREAM
from privacy.staff.dashboard import DashboardItem
from privacy.staff_news.kinds import Facts, tells_staff


@tells_staff(event="contact.received", stream=STREAM, permission="contact.view_message")
def message_received(facts: Facts) -> DashboardItem | None:
    """Return the line about a message; None if it was answered, deleted or taken for spam meanwhile."""
    if not Message.objects.waiting().credible().filter(pk=facts["message"]).exists():
        return None
    url = reverse("admin:contact_message_change", args=[facts["message"]])
    return DashboardItem(text=_("A message came in"), url=url)
