"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.recipients.models import AdequacyDecision, Agreement, FrameworkEntry, TransferLeg, Vendor

exempt(AdequacyDecision, NotPersonal.REGISTER)

exempt(Agreement, NotPersonal.REGISTER)

exempt(FrameworkEntry, NotPersonal.REGISTER)

exempt(TransferLeg, NotPersonal.REGISTER)

exempt(Vendor, NotPersonal.REGISTER)
