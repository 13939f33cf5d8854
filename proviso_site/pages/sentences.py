"""Promising sentences of the front page."""

from django.utils.translation import gettext_lazy as _

from privacy.register.statements.site_sentences import sentence

_PLACE = _("front page")

sentence(
    "site.built-from-policy",
    place=_PLACE,
    text=_("Our privacy policy is not only text. The site is built from it, and checks itself against it."),
    promises=("P1", "P7", "P26"),
)
sentence(
    "site.consent-title",
    place=_PLACE,
    text=_("Nothing optional before you say yes"),
    otherwise=_("Your cookie choices"),
    promises=("P7",),
)
sentence(
    "site.consent",
    place=_PLACE,
    text=_(
        "Analytics and marketing stay off until you accept them. Saying no is as easy as saying yes, and you can "
        "change your mind whenever you like."
    ),
    otherwise=_("See what you have said yes to, and change it."),
    promises=("P7", "P38"),
)
sentence(
    "site.register-title",
    place=_PLACE,
    text=_("Everything we hold is written down"),
    otherwise=_("The privacy policy"),
    promises=("P1", "P2", "P13"),
)
sentence(
    "site.register",
    place=_PLACE,
    text=_(
        "What we collect, why, on what legal basis, for how long and who receives it: it is all in the policy, with "
        "every cookie by name."
    ),
    otherwise=_("Read what we collect, why, on what legal basis, for how long and who receives it."),
    promises=("P1", "P2", "P13", "P42"),
)
sentence("site.newsletter-title", place=_PLACE, text=_("Gone within 30 days"), promises=("P29",))
sentence(
    "site.newsletter",
    place=_PLACE,
    text=_("When you unsubscribe from the newsletter, we delete your details within 30 days. It happens by itself."),
    promises=("P29",),
)
sentence(
    "site.rights-title",
    place=_PLACE,
    text=_("Your rights, without an account"),
    otherwise=_("Your rights"),
    promises=("P30",),
)
sentence(
    "site.rights",
    place=_PLACE,
    text=_(
        "An e-mail address is all you need to ask for a copy, a correction or deletion. You can follow your request "
        "until you have an answer."
    ),
    otherwise=_("Ask for a copy, a correction or deletion."),
    promises=("P30", "P32", "P34"),
)
sentence(
    "site.answer",
    place=_PLACE,
    text=_("Something you wonder about, or a misunderstanding to clear up? Write to us, and we will answer."),
    otherwise=_("Something you wonder about, or a misunderstanding to clear up? Write to us."),
    promises=("P41",),
)
