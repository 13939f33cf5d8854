"""Which fields hold personal data, and what happens to them."""

from privacy.erasure.models import LedgerEntry
from privacy.inventory.declarations import NotPersonal, exempt

exempt(LedgerEntry, NotPersonal.EVIDENCE, activity="journal")
