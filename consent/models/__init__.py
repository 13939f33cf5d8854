"""What a browser may load and store, and who agreed to it."""

from consent.models.audit import AuditFinding, AuditRun
from consent.models.record import ConsentRecord, InterfaceText, RefusalCount
from consent.models.register import Service, StorageItem

__all__ = ["AuditFinding", "AuditRun", "ConsentRecord", "InterfaceText", "RefusalCount", "Service", "StorageItem"]
