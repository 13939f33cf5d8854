"""Which fields hold personal data, and what happens to them."""

from consent.audit.models import AuditFinding, AuditRun
from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal

exempt(AuditFinding, NotPersonal.REGISTER)

exempt(AuditRun, NotPersonal.REGISTER)
