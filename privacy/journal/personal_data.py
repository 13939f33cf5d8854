"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal
from privacy.journal.models import JournalCheck, JournalEntry, JournalHead

exempt(JournalCheck, NotPersonal.EVIDENCE)

exempt(JournalEntry, NotPersonal.EVIDENCE)

exempt(JournalHead, NotPersonal.EVIDENCE)
