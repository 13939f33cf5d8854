"""Promising sentences of the question about cookies, the page of choices and the receipt."""

from django.utils.translation import gettext_lazy as _

from privacy.register.statements.site_sentences import sentence

_QUESTION, _PAGE = _("question about cookies"), _("page of cookie choices")

sentence(
    "consent.same-after-no",
    place=_QUESTION,
    text=_("You decide, and everything works the same if you say no."),
    otherwise=_("You decide."),
    promises=("P15",),
)
sentence(
    "consent.new-waits",
    place=_QUESTION,
    text=_("What is new is neither stored nor loaded unless you say yes to it here."),
    promises=("P7",),
)
sentence(
    "consent.nothing-without-scripts",
    place=_QUESTION,
    text=_("Your browser runs no scripts, so nothing but what is necessary is stored or loaded."),
    otherwise=_("Your browser runs no scripts."),
    promises=("P7",),
)
sentence(
    "consent.change-any-time",
    place=_QUESTION,
    text=_("You can change or withdraw it at any time, with the link at the foot of every page."),
    otherwise=_("Use the link at the foot of the page if you want to change or withdraw it."),
    promises=("P38",),
)
sentence(
    "consent.nothing-before-choice",
    place=_PAGE,
    text=_("Nothing optional is stored or loaded."),
    promises=("P7",),
)
sentence(
    "consent.changed-waits",
    place=_PAGE,
    text=_(
        "It is neither stored nor loaded unless you say yes to it, so its box is not ticked; what you said yes to "
        "before goes on as it was until you answer."
    ),
    promises=("P7",),
)
sentence(
    "consent.removed",
    place=_PAGE,
    text=_("When you take a yes back, we remove everything that these services stored on this site."),
    promises=("P7", "P38"),
)
sentence(
    "consent.only-necessary",
    place=_PAGE,
    text=_("This site stores only what is necessary."),
    promises=("P7",),
)
sentence(
    "consent.shown-once",
    place=_QUESTION,
    text=_("“Show once” shows only this, only now, and we remember nothing."),
    otherwise=_("“Show once” shows only this, only now."),
    promises=("P7",),
)
sentence(
    "consent.whole-receipt",
    place=_("receipt for a consent"),
    text=_("This is all that we have stored about your yes. It holds no name, no address and no IP address."),
    otherwise=_("This is what we have stored about your yes."),
    promises=("P2",),
)
sentence(
    "consent.erased-latest",
    place=_("receipt for a consent"),
    text=_("Erased at the latest"),
    otherwise=_("Kept until"),
    promises=("P26", "P27"),
)
sentence(
    "consent.in-short",
    place=_("privacy policy, in short"),
    text=_("Nothing optional is stored in your browser, and nothing is loaded from others, before you say yes."),
    otherwise=_("You choose what may be stored in your browser."),
    promises=("P7",),
)
