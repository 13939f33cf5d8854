"""The mail to a recipient, with a link to the page on which it answers; no personal data is in it (LAW X-18)."""

from datetime import datetime
from email.utils import formataddr, parseaddr
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.notices.models import Notice
from privacy.notices.operations import NOTICE_LETTER
from privacy.notices.views import TOKEN
from privacy.register.purposes.queries import current_controller
from privacy.web import tokens


@composes(NOTICE_LETTER)
def notice(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the mail to a recipient, unless the notice is settled or has nobody to write to."""
    known = Notice.objects.open().filter(pk=object_id).select_related("vendor").first()
    if known is None or not known.vendor.rights_email:
        return None
    who = current_controller()
    with translation.override(settings.LANGUAGE_CODE):
        link = urljoin(
            privacy_settings().base_url, reverse("privacy:notice", args=[tokens.make_token(TOKEN, known.pk)])
        )
        context = {"notice": known, "controller": who, "link": link}
        text = render_to_string("privacy/mail/notice.txt", context).strip() + "\n"
        reason = _("You get this because you have received data from us.")
        subject = _("To carry out: %(what)s") % {"what": known.get_kind_display()}
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    reply_to = [who.contact_email] if who.contact_email else None
    return AutomaticMail(
        subject,
        text,
        formataddr((name or who.name, sender)),
        [known.vendor.rights_email],
        reply_to=reply_to,
        reason=reason,
    )
