"""Declarations of the personal data in deliveries."""

from django.utils.translation import gettext_lazy as _

from newsletter.issues.models import Delivery, Issue, IssuePicture
from privacy.inventory.declarations import PersonalData, Retention, declare, exempt, observed
from privacy.inventory.enums import NotPersonal

exempt(Issue, NotPersonal.REGISTER)

exempt(IssuePicture, NotPersonal.REGISTER)

declare(
    PersonalData(
        model=Delivery,
        title=_("Newsletters sent to you"),
        purpose="newsletter",
        subject="subscription__email",
        retention=Retention(rule="newsletter.issue", start="issue__queued_at"),
        fields={
            "issue": observed(_("Issue")),
            "state": observed(_("State")),
            "sent_at": observed(_("Sent")),
            "skip_reason": observed(_("Why it was not sent")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "subscription": NotPersonal.REFERENCE,
            "due_at": NotPersonal.PLUMBING,
            "attempts": NotPersonal.PLUMBING,
            "claimed_at": NotPersonal.PLUMBING,
            "last_error": NotPersonal.PLUMBING,
        },
    )
)
