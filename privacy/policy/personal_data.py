"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal
from privacy.policy.models import RevisionDocument, RevisionText

exempt(RevisionDocument, NotPersonal.REGISTER)

exempt(RevisionText, NotPersonal.REGISTER)
