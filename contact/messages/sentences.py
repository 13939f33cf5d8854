"""Promising sentences of the contact form and its confirmation page."""

from django.utils.translation import gettext_lazy as _

from privacy.register.statements.site_sentences import sentence

_FORM, _SENT = _("contact form"), _("contact form, confirmation")

sentence("contact.answer", place=_FORM, text=_("We answer by e-mail."), promises=("P41",))
sentence(
    "contact.answer-to-address",
    place=_SENT,
    text=_("We answer to the e-mail address you gave."),
    promises=("P41",),
)
sentence(
    "contact.deleted-after",
    place=_FORM,
    text=_("We delete the message after %(period)s."),
    promises=("P9", "P26"),
    period_of="contact.message",
)
sentence(
    "contact.address-use",
    place=_FORM,
    text=_("We use it to answer you, and for nothing else."),
    otherwise=_("An address at which you can read an answer."),
    promises=("P13", "P41"),
)
