"""The mails about a trial account: plain text, without tracking."""

from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from contact.trials.models import TrialRequest
from privacy.conf import privacy_settings
from privacy.letters.layout import as_signed, sign
from privacy.letters.mail import AutomaticMail, UntrackedMail
from privacy.register import in_force
from privacy.web import tokens

CONFIRM = "trials.confirm"


def confirmation(request: TrialRequest) -> AutomaticMail:
    """Compose the mail that asks the owner of the address to confirm. It repeats nothing that was typed."""
    with translation.override(request.language):
        link = privacy_settings().base_url + reverse("trials:confirm", args=[tokens.make_token(CONFIRM, request.pk)])
        text = render_to_string("contact/trials/confirm.txt", {"url": link, "until": request.retain_until})
        subject = _("Confirm that you want a trial account")
        return AutomaticMail(subject, text, _sender(), [request.email], reason=_reason())


def compose(request: TrialRequest, words: str, ends_at: datetime | None) -> tuple[str, str]:
    """Return subject and text of the answer in the language of the request; without ``ends_at`` it declines."""
    with translation.override(request.language):
        subject = _("Your trial account is open") if ends_at else _("Your request for a trial account")
        context = {"words": words.strip(), "request": request, "ends_at": ends_at}
        return subject, sign(render_to_string("contact/trials/answer.txt", context), _reason())


def ending(request: TrialRequest) -> AutomaticMail:
    """Compose the mail that says when a trial ends. It offers nothing: it belongs to the account, and is no news."""
    with translation.override(request.language):
        text = render_to_string("contact/trials/ending.txt", {"request": request})
        subject = _("Your trial ends on %(day)s") % {"day": date_format(localtime(request.ends_at))}
        return AutomaticMail(subject, text, _sender(), [request.email_written], reply_to=_reply_to(), reason=_reason())


def answer(request: TrialRequest) -> UntrackedMail:
    """Return the answer that is kept with the request as a mail."""
    text = as_signed(request.answer_text, request.language)
    return UntrackedMail(request.answer_subject, text, _sender(), [request.email_written], reply_to=_reply_to())


def _reply_to() -> list[str] | None:
    address = in_force.controller().contact_email
    return [address] if address else None


def _reason() -> str:
    return _("You get this because somebody asked for a trial account with this address.")


def _sender() -> str:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or in_force.controller().name, address))
