"""Promising sentences of the newsletter's pages and mails."""

from django.utils.translation import gettext_lazy as _

from privacy.register.statements.site_sentences import sentence

_SIGN_UP, _UNSUBSCRIBE, _MAIL = _("newsletter, sign-up"), _("newsletter, unsubscribing"), _("newsletter, mails")

sentence(
    "newsletter.no-tracking",
    place=_SIGN_UP,
    text=_("No tracking: we do not see whether you open it or what you click."),
    promises=("P20",),
)
sentence(
    "newsletter.consent-erasure",
    place=_("newsletter, words of consent"),
    text=_("When you unsubscribe, we delete your data within 30 days."),
    promises=("P29",),
)
sentence(
    "newsletter.unused-link",
    place=_SIGN_UP,
    text=_("If you do not use it, we delete your address."),
    promises=("P28",),
)
sentence(
    "newsletter.not-asked-for",
    place=_SIGN_UP,
    text=_("Then nothing is sent, and we delete the address."),
    promises=("P19", "P28"),
)
sentence(
    "newsletter.do-nothing",
    place=_MAIL,
    text=_("If you do nothing, we send nothing more and delete your address."),
    promises=("P19", "P28"),
)
sentence(
    "newsletter.way-out",
    place=_SIGN_UP,
    text=_("Every newsletter has a link at the bottom with which you unsubscribe."),
    otherwise=_("Use the link at the bottom of a newsletter if you want to unsubscribe."),
    promises=("P29",),
)
sentence(
    "newsletter.stops",
    place=_UNSUBSCRIBE,
    text=_("It stops at once, and your data is deleted within 30 days."),
    promises=("P19", "P29"),
)
sentence(
    "newsletter.deleted-by",
    place=_UNSUBSCRIBE,
    text=_("We send you no more newsletters. What we hold about your subscription is deleted by %(date)s."),
    promises=("P19", "P29"),
)
sentence(
    "newsletter.gone",
    place=_UNSUBSCRIBE,
    text=_("We send you no more newsletters, and what we held about your subscription is deleted."),
    promises=("P19", "P29"),
)
sentence(
    "newsletter.end-and-erase",
    place=_MAIL,
    text=_("You can end the subscription, and have everything in it erased:"),
    otherwise=_("You can end the subscription:"),
    promises=("P29",),
)
sentence(
    "newsletter.in-short",
    place=_("privacy policy, in short"),
    text=_("If you unsubscribe from the newsletter, your data is deleted within 30 days."),
    promises=("P29",),
)
