"""Audits hold no personal data."""

from consent.audit.models import AuditFinding, AuditRun
from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal

exempt(AuditFinding, NotPersonal.REGISTER)

exempt(AuditRun, NotPersonal.REGISTER)
