"""Which fields hold personal data, and what happens to them."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import NotPersonal, PersonalData, Retention, declare, observed
from privacy.letters.models import Letter

declare(
    PersonalData(
        model=Letter,
        title=_("Letters sent"),
        purpose="requests",
        subject=None,
        unlinkable=_("A letter names the row that it is about, and no address; it goes with that row's own period."),
        retention=Retention(rule="letters.log", start="ended_at"),
        fields={
            "kind": observed(_("kind")),
            "due_at": observed(_("due at")),
            "ended_at": observed(_("sent at")),
            "is_sent": observed(_("sent")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "object_id": NotPersonal.REFERENCE,
            "allowance": NotPersonal.PLUMBING,
            "attempts": NotPersonal.PLUMBING,
            "held_at": NotPersonal.PLUMBING,
            "last_error": NotPersonal.PLUMBING,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
