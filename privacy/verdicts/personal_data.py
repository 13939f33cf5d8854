"""Declarations of the personal data in answers and alarms."""

from django.db.models import DateTimeField, F, Func
from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import (
    Keep,
    KeepReason,
    NotPersonal,
    PersonalData,
    Retention,
    declare,
    exempt,
    observed,
    provided,
)
from privacy.law.deadlines import PLACE
from privacy.register.promises.models import PromiseVerdict
from privacy.verdicts.models import PromiseAlarm, PromiseAnswer

# The same in SQL as ``end_of`` in Python.
_END_OF_VALIDITY = Func(
    F("until"),
    template=f"((%(expressions)s + 1)::timestamp AT TIME ZONE '{PLACE.key}')",
    output_field=DateTimeField(),
)

exempt(PromiseVerdict, NotPersonal.EVIDENCE, activity="journal")

declare(
    PersonalData(
        model=PromiseAnswer,
        title=_("What staff answer for"),
        purpose="staff",
        subject="answered_by__email",
        retention=Retention(rule="promises.answer", start=_END_OF_VALIDITY),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "promise": observed(_("promise")),
            "given_on": observed(_("given on")),
            "until": provided(_("valid until")),
            "note": provided(_("what this rests on")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "answered_by": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare(
    PersonalData(
        model=PromiseAlarm,
        title=_("Alarms sent to staff"),
        purpose="staff",
        subject="staff__email",
        retention=Retention(rule="promises.alarm", start="checked_at"),
        fields={"checked_at": observed(_("at")), "promises": observed(_("promises"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "staff": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
