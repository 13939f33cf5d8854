"""Which fields hold personal data, and what happens to them."""

from django.utils.translation import gettext_lazy as _

from consent.gate.models import EndedConsent, Sighting
from privacy.inventory.activities import Activity, declare_activity
from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal

exempt(Sighting, NotPersonal.AGGREGATE, activity="sightings")

exempt(EndedConsent, NotPersonal.REFERENCE)

declare_activity(
    Activity(
        key="sightings",
        title=_("What was kept out of the pages, counted"),
        purpose="counting",
        rule="consent.sighting",
        unlinkable=_("Counted by day and host, with nothing about whose page it was."),
    )
)
