"""Which fields hold personal data, and what happens to them."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.activities import Activity, declare_activity
from privacy.inventory.declarations import NotPersonal, exempt
from privacy.journal.models import JournalEntry

exempt(JournalEntry, NotPersonal.EVIDENCE, activity="journal")

declare_activity(
    Activity(
        key="journal",
        title=_("The journal of what the system did"),
        purpose="accountability",
        unlinkable=_(
            "It holds numbers, times and what was done, and no name, address or text. The numbers have no end: the"
            " journal proves nothing when a part of it is gone."
        ),
    )
)
