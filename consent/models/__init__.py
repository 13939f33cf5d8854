"""What a browser may load and store, and who agreed to it."""

from consent.models.record import ConsentRecord, InterfaceText, RefusalCount
from consent.models.register import Service, StorageItem

__all__ = ["ConsentRecord", "InterfaceText", "RefusalCount", "Service", "StorageItem"]
