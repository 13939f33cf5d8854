"""Which fields hold personal data, and what happens to them."""

from consent.gate.models import EndedConsent, Sighting
from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal

exempt(Sighting, NotPersonal.AGGREGATE)

exempt(EndedConsent, NotPersonal.REFERENCE)
