"""Promising sentences of the pages of trial accounts."""

from django.utils.translation import gettext_lazy as _

from privacy.register.statements.site_sentences import sentence

_FORM, _SENT = _("trial account, form"), _("trial account, after the form")

sentence(
    "trials.address-use",
    place=_FORM,
    text=_(
        "We use it to set up the account, to answer you and to remind you before the trial ends, and for nothing else."
    ),
    otherwise=_("An address at which you can read an answer."),
    promises=("P13",),
)
sentence(
    "trials.deleted-after",
    place=_FORM,
    text=_("We delete what you wrote %(period)s after the trial has ended."),
    promises=("P26",),
    period_of="trials.request",
)
sentence(
    "trials.unused-link",
    place=_SENT,
    text=_("If you do not use the link, we delete what you wrote after %(period)s."),
    promises=("P26",),
    period_of="trials.unconfirmed",
)
