"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.signed_heads.models import JournalCheck, JournalHead

exempt(JournalCheck, NotPersonal.EVIDENCE, activity="journal")

exempt(JournalHead, NotPersonal.EVIDENCE, activity="journal")
