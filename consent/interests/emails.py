"""The mail with the link to one's own profile: plain text, without tracking."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consent.interests.models import ProfileLink
from privacy.conf import privacy_settings
from privacy.letters.layout import sign
from privacy.letters.mail import AutomaticMail
from privacy.register import in_force
from privacy.register.purposes.queries import with_settings
from privacy.web import tokens

LINK = "interests.link"


def link_mail(link: ProfileLink) -> AutomaticMail:
    """Compose the mail with the link, in the language of the request. It does not say whether there is a profile."""
    site, controller = privacy_settings(), with_settings(in_force.controller())
    with translation.override(link.language):
        context = {
            "url": site.base_url + reverse("interests:mine", args=[tokens.make_token(LINK, link.pk)]),
        }
        reason = _("You get this because somebody asked for the interests of this address.")
        text = sign(render_to_string("consent/interests/link.txt", context), reason, controller)
        subject = _("The link to your interests")
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return AutomaticMail(subject, text, formataddr((name or controller.name, sender)), [link.email])
