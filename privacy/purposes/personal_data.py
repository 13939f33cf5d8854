"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal
from privacy.purposes.models import Controller, Purpose

exempt(Controller, NotPersonal.REGISTER)

exempt(Purpose, NotPersonal.REGISTER)
