"""Declarations of the personal data in subscriptions and in the sign-up form."""

from django.utils.translation import gettext_lazy as _

from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.forms import SignupForm
from newsletter.subscriptions.models import ConsentText, PendingSignUp, Subscription
from newsletter.subscriptions.queries import count_confirmable_after, count_used_after
from newsletter.topics.queries import title_of_topic
from privacy.inventory.collecting import FormData, NotKept, declare_form, name_place, place_in_words
from privacy.inventory.correcting import keep_as_said
from privacy.inventory.declarations import (
    PersonalData,
    Retention,
    StopUse,
    declare,
    exempt,
    observed,
    provided,
)
from privacy.inventory.enums import NotPersonal, StopCause
from privacy.law.locales import languages
from privacy.restriction.enums import NotGuarded
from privacy.restriction.guarding import not_guarded

exempt(ConsentText, NotPersonal.REGISTER)

# It belongs to the text that was agreed to; the subscriber's own page changes what is sent.
keep_as_said(Subscription, "language")

declare(
    PersonalData(
        model=PendingSignUp,
        title=_("Newsletter sign-up that waits for your confirmation"),
        purpose="newsletter",
        subject="email",
        retention=Retention(rule="newsletter.pending", start="requested_at"),
        fields={
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "language": provided(_("Language"), read_as=languages.in_words),
            "topics": provided(_("Topics you chose; none means all"), read_as=title_of_topic),
            "requested_at": observed(_("Asked for")),
            "form": observed(_("Where you signed up"), read_as=place_in_words),
            "revision": observed(_("Version of the policy then in force")),
            "consent_sha256": observed(_("Fingerprint of the text you agreed to")),
            "mailed_at": observed(_("When the sign-up form last wrote to you")),
            "dropped_at": observed(_("No longer valid since")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "replaces": NotPersonal.REFERENCE,
            "salt": NotPersonal.PLUMBING,
        },
        restrict=subscriptions.restrict_pending,
        stop=StopUse(
            causes=frozenset({StopCause.OBJECTION, StopCause.WITHDRAWAL}),
            carry_out=subscriptions.stop_pending,
            count_used_after=count_confirmable_after,
        ),
    )
)

declare(
    PersonalData(
        model=Subscription,
        title=_("Newsletter subscription"),
        purpose="newsletter",
        subject="email",
        retention=Retention(rule="newsletter.ended", start="ended_at"),
        fields={
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "language": provided(_("Language"), read_as=languages.in_words),
            "topics": provided(_("Topics you chose; none means all"), read_as=title_of_topic),
            "paused_until": provided(_("Paused until")),
            "state": observed(_("State")),
            "requested_at": observed(_("Asked for")),
            "confirmed_at": observed(_("Confirmed")),
            "ended_at": observed(_("Ended")),
            "end_reason": observed(_("How it ended")),
            "form": observed(_("Where you signed up"), read_as=place_in_words),
            "revision": observed(_("Version of the policy then in force")),
            "consent_sha256": observed(_("Fingerprint of the text you agreed to")),
            "mailed_at": observed(_("When the sign-up form last wrote to you")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "is_second_spelling": NotPersonal.PLUMBING,
            "link_codes": NotPersonal.REFERENCE,
            "salt": NotPersonal.PLUMBING,
        },
        restrict=subscriptions.restrict,
        stop=StopUse(
            causes=frozenset({StopCause.OBJECTION, StopCause.WITHDRAWAL}),
            carry_out=subscriptions.stop,
            count_used_after=count_used_after,
        ),
    )
)

name_place("newsletter.signup", _("the page of the newsletter"))
declare_form(
    FormData(
        name="newsletter.signup",
        purpose="newsletter",
        model=PendingSignUp,
        form=SignupForm,
        views=("newsletter:signup",),
        fields={"email": "email", "topics": "topics"},
        not_kept={"homepage": NotKept.BAIT, "loaded": NotKept.TOKEN},
        needs_published_purpose=True,
    )
)

not_guarded(PendingSignUp, NotGuarded.OWN_YES)
