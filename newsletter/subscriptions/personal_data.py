"""Declarations of the personal data in subscriptions and in the sign-up form."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.forms import SignupForm
from newsletter.subscriptions.models import ConsentText, Subscription
from newsletter.subscriptions.queries import count_used_after
from privacy.inventory.collecting import FormData, NotKept, declare_form
from privacy.inventory.correcting import keep_as_said
from privacy.inventory.declarations import (
    Clock,
    PersonalData,
    Retention,
    StopUse,
    declare,
    exempt,
    observed,
    provided,
)
from privacy.inventory.enums import NotPersonal, StopCause

exempt(ConsentText, NotPersonal.REGISTER)

# It belongs to the text that was agreed to; the subscriber's own page changes what is sent.
keep_as_said(Subscription, "language")

declare(
    PersonalData(
        model=Subscription,
        title=_("Newsletter subscription"),
        purpose="newsletter",
        subject="email",
        # An unconfirmed subscription is kept under newsletter.pending, even after it has ended; retain_until is the
        # earlier of the two times.
        retention=Retention(
            rule="newsletter.ended",
            start="ended_at",
            others=(Clock(rule="newsletter.pending", start="requested_at", when=Q(confirmed_at__isnull=True)),),
        ),
        fields={
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "language": provided(_("Language")),
            "state": observed(_("State")),
            "requested_at": observed(_("Asked for")),
            "confirmed_at": observed(_("Confirmed")),
            "ended_at": observed(_("Ended")),
            "end_reason": observed(_("How it ended")),
            "form": observed(_("Where you signed up")),
            "revision": observed(_("Version of the policy then in force")),
            "consent_sha256": observed(_("Fingerprint of the text you agreed to")),
            "mailed_at": observed(_("When the sign-up form last wrote to you")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "is_second_spelling": NotPersonal.PLUMBING,
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

declare_form(
    FormData(
        name="newsletter.signup",
        purpose="newsletter",
        model=Subscription,
        form=SignupForm,
        views=("newsletter:signup",),
        fields={"email": "email"},
        not_kept={"homepage": NotKept.BAIT, "loaded": NotKept.TOKEN},
        needs_published_purpose=True,
    )
)
