"""Declaration that the models of statistics hold no personal data."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.statistics.models import PartnerAgreement, SharedFile, VisitCount

exempt(VisitCount, NotPersonal.AGGREGATE)

exempt(PartnerAgreement, NotPersonal.REGISTER)

exempt(SharedFile, NotPersonal.ANONYMOUS)
