"""Declaration of the suppression list."""

from django.utils.translation import gettext_lazy as _

from newsletter.suppression.models import Suppression
from newsletter.suppression.operations import RULE
from privacy.inventory.declarations import PersonalData, Retention, declare, observed
from privacy.inventory.enums import NotPersonal

declare(
    PersonalData(
        model=Suppression,
        title=_("Codes of addresses that left the newsletter"),
        purpose="newsletter",
        subject=None,
        unlinkable=_(
            "If you unsubscribed, we hold a code made of your address, so that nobody else can put it on the list "
            "again. The key of the code is not in the database, and no address can be read out of it. It goes by "
            "itself, and at once when you sign up again."
        ),
        retention=Retention(rule=RULE, start="since"),
        fields={
            "code": observed(_("Code of the address")),
            "link_codes": observed(_("Codes of the links in our earlier mails")),
            "reason": observed(_("Reason")),
            "since": observed(_("Since the month of")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={"id": NotPersonal.REFERENCE, "key_id": NotPersonal.PLUMBING},
    )
)
