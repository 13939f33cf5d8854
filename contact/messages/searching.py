"""Staff find a message by the whole address of who wrote it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contact.messages.models import Message
from privacy.staff.searching import MOST, Hit, searchable


@searchable(title=gettext_lazy("Messages"), permission="contact.view_message", order=20)
def messages(text: str) -> Iterator[Hit]:
    """Yield the messages of an address, the newest first."""
    if "@" not in text:
        return
    for message in Message.objects.filter(email=text).order_by("-received_at", "pk")[: MOST + 1]:
        day = date_format(localtime(message.received_at), "SHORT_DATETIME_FORMAT")
        yield Hit(
            text=_("Message of %(day)s") % {"day": day},
            url=reverse("admin:contact_message_change", args=[message.pk]),
            note="" if message.handled_at else _("not answered"),
        )
