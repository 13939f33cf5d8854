"""Composer of the letter about changed lists of sub-processors; the address is read when the letter is sent."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.recipients.lists import LIST_LETTER
from privacy.recipients.models import Vendor
from privacy.register.purposes.models import Controller


@composes(LIST_LETTER)
def list_changed(vendor_id: UUID, now: datetime) -> AutomaticMail | None:
    """Tell the controller that a list of sub-processors changed; None if staff have already checked it (LAW T-03)."""
    vendor = Vendor.objects.filter(pk=vendor_id.int, list_changed_at__isnull=False).first()
    controller = Controller.objects.first()
    if vendor is None or controller is None:
        return None
    facts = {"name": vendor.name, "address": vendor.list_url or "-"}
    subject = _("%(name)s has changed its list of sub-processors") % facts
    text = _(
        "%(name)s has changed its list of sub-processors:\n\n%(address)s\n\nSee who is new and where they are, and "
        "whether you object. Enter them among the recipients, and note there that you have looked."
    )
    return AutomaticMail(subject, text % facts, to=[controller.contact_email])
