"""Declaration that the models of recipients hold no personal data."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.recipients.models import AdequacyDecision, Agreement, FrameworkEntry, TransferLeg, Vendor

exempt(AdequacyDecision, NotPersonal.REGISTER)

exempt(Agreement, NotPersonal.REGISTER)

exempt(FrameworkEntry, NotPersonal.REGISTER)

exempt(TransferLeg, NotPersonal.REGISTER)

exempt(Vendor, NotPersonal.REGISTER)
