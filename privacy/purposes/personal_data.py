"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.purposes.models import Controller, Purpose

exempt(Controller, NotPersonal.REGISTER)

exempt(Purpose, NotPersonal.REGISTER)
