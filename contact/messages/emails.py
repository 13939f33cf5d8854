"""The mail with which staff answer a message, without tracking."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from contact.messages.models import Message, Reply
from privacy.letters.layout import SignedText, as_signed, sign
from privacy.letters.mail import UntrackedMail
from privacy.purposes.queries import current_controller


def compose(message: Message, words: str) -> tuple[str, SignedText]:
    """Return subject and text of an answer in the language of the message, with the question below it."""
    with translation.override(message.language):
        context = {
            "words": words.strip(),
            "quoted": [f"> {line}".rstrip() for line in message.text.splitlines()],
            "message": message,
        }
        text = render_to_string("contact/mail/reply.txt", context)
        return _("Answer to your message"), sign(text, _("You get this because you wrote to us."))


def mail(reply: Reply) -> UntrackedMail:
    """Return an answer as a mail to whoever wrote the message."""
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    who = current_controller()
    return UntrackedMail(
        reply.subject,
        as_signed(reply.text, reply.message.language),
        formataddr((name or who.name, sender)),
        [reply.message.email_written],
        reply_to=[who.contact_email] if who.contact_email else None,
    )
