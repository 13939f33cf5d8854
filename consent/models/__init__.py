"""What a browser may load and store, and who agreed to it."""

from consent.models.audit import AuditFinding, AuditRun
from consent.models.counts import ChoiceCount, Sighting
from consent.models.record import ConsentRecord, InterfaceText
from consent.models.register import Service, StorageItem

__all__ = [
    "AuditFinding", "AuditRun", "ChoiceCount", "ConsentRecord", "InterfaceText", "Service", "Sighting", "StorageItem",
]  # fmt: skip
