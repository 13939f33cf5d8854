"""Declarations of the personal data in profiles of interests, and of their form."""

from django.utils.translation import gettext_lazy as _

from consent.interests import operations as interests
from consent.interests import uses
from consent.interests.forms import ProfileLinkForm
from consent.interests.models import Interest, Profile, ProfileLink
from privacy.inventory.collecting import FormData, NotKept, declare_form
from privacy.inventory.declarations import (
    PersonalData,
    Retention,
    StopUse,
    declare,
    inferred,
    observed,
    provided,
)
from privacy.inventory.enums import NotPersonal, StopCause
from privacy.law.locales import languages
from privacy.restriction.enums import NotGuarded
from privacy.restriction.guarding import not_guarded

_CAUSES = frozenset({StopCause.OBJECTION, StopCause.WITHDRAWAL})

declare(
    PersonalData(
        model=Profile,
        title=_("Your yes to a list of interests"),
        purpose="interests",
        subject="email",
        retention=Retention(rule="interests.profile", start="consented_at"),
        fields={
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "language": observed(_("Language"), read_as=languages.in_words),
            "consented_at": observed(_("Said yes")),
            "consent_text": observed(_("The text you agreed to")),
            "revision": observed(_("Version of the policy then in force")),
            "ended_at": observed(_("Only kept since")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={"id": NotPersonal.REFERENCE, "salt": NotPersonal.PLUMBING},
        restrict=interests.restrict,
        stop=StopUse(causes=_CAUSES, carry_out=interests.stop, count_used_after=uses.count_profiles_after),
    )
)

declare(
    PersonalData(
        model=Interest,
        title=_("What you seem to be interested in"),
        purpose="interests",
        subject="profile__email",
        retention=Retention(rule="interests.profile", start="profile__consented_at"),
        fields={
            "title": inferred(_("Interest")),
            "because": inferred(_("Because: the rule in words")),
            "rule": inferred(_("Name of the rule")),
            "subject": inferred(_("Key of the subject")),
            "found_at": observed(_("Rests on what happened")),
            "derived_at": observed(_("Concluded")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={"id": NotPersonal.REFERENCE, "profile": NotPersonal.REFERENCE},
        stop=StopUse(causes=_CAUSES, carry_out=interests.stop_interests, count_used_after=uses.count_interests_after),
    )
)

declare(
    PersonalData(
        model=ProfileLink,
        title=_("When you asked for the link to your interests"),
        purpose="interests",
        subject="email",
        retention=Retention(rule="interests.link", start="requested_at"),
        fields={
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "language": observed(_("Language"), read_as=languages.in_words),
            "requested_at": observed(_("Asked for")),
            "mailed_at": observed(_("Link mailed")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={"id": NotPersonal.REFERENCE},
    )
)

declare_form(
    FormData(
        name="interests.link",
        purpose="interests",
        model=ProfileLink,
        form=ProfileLinkForm,
        views=("interests:page",),
        fields={"email": "email"},
        not_kept={"homepage": NotKept.BAIT, "loaded": NotKept.TOKEN},
        needs_published_purpose=True,
    )
)

not_guarded(ProfileLink, NotGuarded.OWN_YES)
