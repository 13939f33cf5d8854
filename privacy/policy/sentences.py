"""Promising sentences around the policy: its proof and its earlier versions."""

from django.utils.translation import gettext_lazy as _

from privacy.statements.site_sentences import sentence

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
