"""Declaration of the personal data in the work that staff ask for."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import Keep, PersonalData, Retention, declare, observed
from privacy.inventory.enums import KeepReason, NotPersonal
from privacy.law.locales import languages
from privacy.runs.models import StaffRun

declare(
    PersonalData(
        model=StaffRun,
        title=_("Work that staff asked the system for"),
        purpose="staff",
        subject="asked_by__email",
        retention=Retention(rule="staff.log", since="asked_at"),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "kind": observed(_("what was asked for")),
            "asked_at": observed(_("at")),
            "state": observed(_("how it ended")),
            "language": observed(_("language"), read_as=languages.in_words),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "asked_by": NotPersonal.REFERENCE,
            "details": NotPersonal.PLUMBING,
            "started_at": NotPersonal.PLUMBING,
            "progressed_at": NotPersonal.PLUMBING,
            "finished_at": NotPersonal.PLUMBING,
            "done_count": NotPersonal.PLUMBING,
            "planned_count": NotPersonal.PLUMBING,
            "words": NotPersonal.PLUMBING,
            "result": NotPersonal.PLUMBING,
        },
    )
)
