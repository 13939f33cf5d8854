"""Which fields hold personal data, and what happens to them."""

from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import NotPersonal, PersonalData, Retention, declare, exempt, observed
from privacy.retention.models import HeldRow, LegalHold, RetentionRule, RetentionRun

exempt(RetentionRule, NotPersonal.REGISTER)

exempt(HeldRow, NotPersonal.EVIDENCE, activity="journal")

exempt(RetentionRun, NotPersonal.EVIDENCE, activity="journal")

declare(
    PersonalData(
        model=LegalHold,
        title=_("What we must keep for the time being"),
        purpose="requests",
        subject=None,
        unlinkable=_(
            "A hold names a file number, and a person only by a hash that nobody can search without the address."
        ),
        retention=Retention(rule="legal.hold", start=Least("ends_at", "lifted_at")),
        fields={
            "reason": observed(_("reason")),
            "placed_at": observed(_("placed at")),
            "ends_at": observed(_("ends at")),
            "lifted_at": observed(_("lifted at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "reference": NotPersonal.REFERENCE,
            "salt": NotPersonal.SECRET,
            "subject_key": NotPersonal.SECRET,
            "placed_by": NotPersonal.REFERENCE,
            "lifted_by": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
