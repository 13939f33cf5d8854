"""Promising sentences of the pages of interests."""

from django.utils.translation import gettext_lazy as _

from privacy.register.statements.site_sentences import sentence

_PAGE, _MINE, _MAIL = _("interests"), _("interests, own page"), _("interests, mail with the link")

sentence(
    "interests.only-after-a-yes",
    place=_PAGE,
    text=_("We make no list of your interests unless you ask for it."),
    promises=("P11",),
)
sentence(
    "interests.no-cookies",
    place=_PAGE,
    text=_("Nothing comes from cookies or from the pages you read here."),
    promises=("P11", "P15"),
)
sentence(
    "interests.decides",
    place=_PAGE,
    text=_(
        "If you get our newsletter and have chosen no topics, you get the letters about your interests and those about "
        "no topic. Without a list you get all of them. Nothing else depends on it."
    ),
    promises=("P20",),
)
sentence(
    "interests.address-use",
    place=_PAGE,
    text=_("We use it to send you the link, and for nothing else."),
    otherwise=_("An address at which you can read the mail with the link."),
    promises=("P13",),
)
sentence(
    "interests.no-works-at-once",
    place=_MINE,
    text=_("Say no, and the list is deleted at once. You need not give a reason."),
    otherwise=_("You can say no, without a reason."),
    promises=("P12",),
)
sentence(
    "interests.right-to-object",
    place=_MAIL,
    text=_("You have the right to say no to profiling at any time: one press on that page is enough."),
    otherwise=_("On that page you can say no to profiling."),
    promises=("P12",),
)
sentence(
    "interests.ends-by-itself",
    place=_MINE,
    text=_("Your yes lasts for %(period)s; then the list is deleted unless you say yes again."),
    promises=("P26",),
    period_of="interests.profile",
)
