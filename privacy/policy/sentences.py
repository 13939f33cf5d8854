"""Promising sentences around the policy: its proof and its earlier versions."""

from django.utils.translation import gettext_lazy as _

from privacy.register.statements.site_sentences import sentence

sentence(
    "policy.journal",
    place=_("privacy policy, proof"),
    text=_("It is in our journal, which nobody can change afterwards."),
    otherwise=_("It is in our journal."),
    promises=("P58",),
)
sentence(
    "policy.versions-stay",
    place=_("privacy policy, versions"),
    text=_("Every version stays here as it was."),
    promises=("P58",),
)

_SHORT = _("privacy policy, in short")

sentence(
    "policy.short.who",
    place=_SHORT,
    text=_("%(name)s decides how your data is used. Write to %(contact)s."),
    otherwise=_("%(name)s runs this website. Write to %(contact)s."),
    promises=("P4",),
)
sentence(
    "policy.short.unasked",
    place=_SHORT,
    text=_("This is done without a question to you, and nothing else: %(purposes)s."),
    promises=("P13",),
)
sentence(
    "policy.short.asked",
    place=_SHORT,
    text=_("This is done only if you say yes, and you can take it back: %(purposes)s."),
    otherwise=_("For this you are asked first: %(purposes)s."),
    promises=("P13", "P38"),
)
sentence(
    "policy.short.recipients",
    place=_SHORT,
    text=_("These companies, and no others, get data: %(names)s."),
    promises=("P1", "P13"),
)
sentence(
    "policy.short.outside",
    place=_SHORT,
    text=_("Some of it can be reached from outside the EEA: %(countries)s."),
    promises=("P23",),
)
sentence(
    "policy.short.end",
    place=_SHORT,
    text=_("Everything is deleted when its time is up. The longest time is %(longest)s: %(what)s."),
    promises=("P26", "P27"),
)
sentence(
    "policy.short.complaint",
    place=_SHORT,
    text=_("If you think that something is wrong, you can complain to %(authority)s."),
    otherwise=_("You can complain to %(authority)s."),
    promises=("P40",),
)
