"""Which fields hold personal data, and what happens to them."""

from privacy.erasure.models import LedgerEntry
from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal

exempt(LedgerEntry, NotPersonal.EVIDENCE)
