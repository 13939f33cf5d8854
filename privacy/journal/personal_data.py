"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.journal.models import JournalEntry

exempt(JournalEntry, NotPersonal.EVIDENCE)
