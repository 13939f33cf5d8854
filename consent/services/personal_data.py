"""Which fields hold personal data, and what happens to them."""

from consent.services.models import Service, StorageItem
from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal

exempt(Service, NotPersonal.REGISTER)

exempt(StorageItem, NotPersonal.REGISTER)
