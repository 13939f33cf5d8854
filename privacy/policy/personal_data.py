"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.policy.models import RevisionDocument, RevisionText

exempt(RevisionDocument, NotPersonal.REGISTER)

exempt(RevisionText, NotPersonal.REGISTER)
