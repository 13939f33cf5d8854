"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal
from privacy.journal.models import JournalEntry

exempt(JournalEntry, NotPersonal.EVIDENCE)
