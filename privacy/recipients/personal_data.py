"""Declarations of the models of recipients: facts about companies, and who accepted their transfers."""

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
from privacy.recipients.acceptances import ANSWER_RULE
from privacy.recipients.models import (
    AdequacyDecision,
    Agreement,
    FrameworkEntry,
    TransferAcceptance,
    TransferLeg,
    Vendor,
)

# The same in SQL as ``end_of`` in Python.
_END_OF_VALIDITY = Func(
    F("until"),
    template=f"((%(expressions)s + 1)::timestamp AT TIME ZONE '{PLACE.key}')",
    output_field=DateTimeField(),
)

declare(
    PersonalData(
        model=TransferAcceptance,
        title=_("Transfers that staff accepted"),
        purpose="staff",
        subject="accepted_by__email",
        retention=Retention(rule=ANSWER_RULE, start=_END_OF_VALIDITY),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "role": provided(_("role")),
            "reason": provided(_("reason")),
            "accepted_on": observed(_("accepted on")),
            "until": provided(_("valid until")),
            "ended_at": observed(_("ended at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "vendor": NotPersonal.REFERENCE,
            "accepted_by": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

exempt(AdequacyDecision, NotPersonal.REGISTER)

exempt(Agreement, NotPersonal.REGISTER)

exempt(FrameworkEntry, NotPersonal.REGISTER)

exempt(TransferLeg, NotPersonal.REGISTER)

exempt(Vendor, NotPersonal.REGISTER)
