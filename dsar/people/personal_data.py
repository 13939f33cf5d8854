"""Personal data of addresses that are one person's."""

from django.utils.translation import gettext_lazy as _

from dsar.people.models import SameAddress
from privacy.inventory.declarations import PersonalData, Retention, declare, observed
from privacy.inventory.enums import NotPersonal

declare(
    PersonalData(
        model=SameAddress,
        title=_("Addresses that we take for yours"),
        purpose="requests",
        subject="email",
        retention=Retention(rule="dsar.case", since="joined_at"),
        fields={
            "email": observed(_("e-mail address")),
            "email_written": observed(_("e-mail address as written")),
            "reason": observed(_("reason")),
            "joined_at": observed(_("said at")),
        },
        internal={"id": NotPersonal.REFERENCE, "person": NotPersonal.REFERENCE, "staff": NotPersonal.REFERENCE},
    )
)
