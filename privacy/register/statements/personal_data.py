"""Declaration of the personal data in statements and in accepted gaps."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import Keep, PersonalData, Retention, declare, exempt, observed, provided
from privacy.inventory.enums import KeepReason, NotPersonal
from privacy.register.statements.models import AcceptedGap, KnownDefect, Statement

declare(
    PersonalData(
        model=AcceptedGap,
        title=_("Gaps in the notice that staff answer for"),
        purpose="staff",
        subject="accepted_by__email",
        # It goes with its account.
        retention=Retention(rule="staff.account", since="decided_on", is_by_hand=True),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "gap": provided(_("gap")),
            "reason": provided(_("why it stands")),
            "decided_by": provided(_("who answers for it")),
            "decided_on": observed(_("decided on")),
            "until": provided(_("until")),
        },
        internal={"id": NotPersonal.REFERENCE, "accepted_by": NotPersonal.REFERENCE},
    )
)

exempt(KnownDefect, NotPersonal.REGISTER)

exempt(Statement, NotPersonal.REGISTER)
