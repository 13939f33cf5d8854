"""Personal data of restrictions: rows by number, and when."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import PersonalData, Retention, declare, observed
from privacy.inventory.enums import NotPersonal
from privacy.restriction.models import Restriction
from privacy.restriction.operations import RULE

declare(
    PersonalData(
        model=Restriction,
        title=_("What is only stored for the time being"),
        purpose="requests",
        subject=None,
        unlinkable=_("A restriction names a row and a request by their numbers, and no person."),
        retention=Retention(rule=RULE, start="lifted_at"),
        fields={
            "cause": observed(_("because")),
            "since": observed(_("since")),
            "noticed_at": observed(_("end announced at")),
            "lifted_at": observed(_("lifted at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "model": NotPersonal.REFERENCE,
            "row": NotPersonal.REFERENCE,
            "source": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
