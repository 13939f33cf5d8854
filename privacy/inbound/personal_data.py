"""Declaration of the personal data in mails that came in."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.inbound.models import ReceivedMail
from privacy.inbound.operations import RULE
from privacy.inventory.declarations import PersonalData, Retention, declare, observed, provided
from privacy.inventory.enums import NotPersonal
from privacy.inventory.subjects import owner

declare(
    PersonalData(
        model=ReceivedMail,
        title=_("Mails to us that are not read yet, or were put aside"),
        purpose="requests",
        # Of a mail that was taken in, and of one without a sender, the row holds no address.
        subjects=(owner("email", when=~Q(email="")),),
        retention=Retention(rule=RULE, start="received_at"),
        fields={
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "subject": provided(_("Subject")),
            "raw": provided(_("The mail")),
            "state": observed(_("What has become of it")),
            "trouble": observed(_("Why it was put aside")),
            "received_at": observed(_("Received")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "digest": NotPersonal.PLUMBING,
            "reader": NotPersonal.PLUMBING,
            "attempts": NotPersonal.PLUMBING,
            "last_error": NotPersonal.PLUMBING,
            "due_at": NotPersonal.PLUMBING,
        },
    )
)
