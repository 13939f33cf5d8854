"""The mail with the link to an e-book: plain text, without tracking."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contact.ebooks.models import BookRequest
from privacy.conf import privacy_settings
from privacy.letters.layout import sign
from privacy.letters.mail import AutomaticMail
from privacy.register import in_force
from privacy.register.languages.fields import in_language
from privacy.register.purposes.queries import with_settings
from privacy.web import tokens

LINK = "ebooks.link"


def link_mail(request: BookRequest) -> AutomaticMail:
    """Compose the mail with the link, in the language of the request."""
    site = privacy_settings()
    controller = with_settings(in_force.controller())
    with translation.override(request.language):
        context = {
            "title": in_language(request.book.title),
            "url": site.base_url + reverse("ebooks:link", args=[tokens.make_token(LINK, request.pk)]),
        }
        subject = _("Your e-book: %(title)s") % {"title": context["title"]}
        reason = _("You get this because somebody asked for an e-book with this address.")
        text = sign(render_to_string("contact/ebooks/link.txt", context), reason, controller)
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return AutomaticMail(subject, text, formataddr((name or controller.name, sender)), [request.email])
