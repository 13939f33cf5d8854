"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.statistics.models import PartnerAgreement, SharedFile, VisitCount

exempt(VisitCount, NotPersonal.AGGREGATE)

exempt(PartnerAgreement, NotPersonal.REGISTER)

exempt(SharedFile, NotPersonal.ANONYMOUS)
