"""The mail with which staff answer a message, without tracking."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from contact.messages.models import Message, Reply
from privacy.inbound.our_address import tagged
from privacy.letters.layout import SignedText, as_signed, sign
from privacy.letters.mail import UntrackedMail
from privacy.register.purposes.queries import current_controller

_ANSWERED = ("re:", "sv:", "aw:")
_LONGEST_SUBJECT = 200


def compose(message: Message, words: str, language: str) -> tuple[str, SignedText]:
    """Return subject and text of an answer in a language, with the question below it."""
    with translation.override(language):
        context = {
            "words": words.strip(),
            "quoted": [f"> {line}".rstrip() for line in message.text.splitlines()],
            "message": message,
        }
        text = render_to_string("contact/mail/reply.txt", context)
        return _subject(message), sign(text, _("You get this because you wrote to us."))


def _subject(message: Message) -> str:
    """Return the subject of the mail that is answered, as mail programs do, or one of our own."""
    if not message.subject:
        return _("Answer to your message")
    return message.subject if message.subject[:3].lower() in _ANSWERED else f"Re: {message.subject}"[:_LONGEST_SUBJECT]


def mail(reply: Reply) -> UntrackedMail:
    """Return an answer as a mail to whoever wrote the message, in the thread of their mail.

    It can be answered to an address with the token of the answer, if the site reads a mailbox.
    """
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    who = current_controller()
    answered_to = tagged(reply.token.hex) or who.contact_email
    thread = {"In-Reply-To": reply.message.mail_id, "References": reply.message.mail_id}
    return UntrackedMail(
        reply.subject,
        as_signed(reply.text, reply.message.language),
        formataddr((name or who.name, sender)),
        [reply.message.email_written],
        reply_to=[answered_to] if answered_to else None,
        headers=thread if reply.message.mail_id else {},
    )
