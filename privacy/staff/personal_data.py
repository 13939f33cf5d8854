"""Declaration of the personal data in saved filters."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import Keep, PersonalData, Retention, declare, observed, provided
from privacy.inventory.enums import KeepReason, NotPersonal
from privacy.staff.models import SavedFilter

declare(
    PersonalData(
        model=SavedFilter,
        title=_("Filters that staff have saved"),
        purpose="staff",
        subject="user__email",
        # It goes with its account.
        retention=Retention(rule="staff.account", since="made_at", is_by_hand=True),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "model": observed(_("list")),
            "name": provided(_("name of the filter")),
            "query": provided(_("filter")),
            "made_at": observed(_("at")),
        },
        internal={"id": NotPersonal.REFERENCE, "user": NotPersonal.REFERENCE},
    )
)
