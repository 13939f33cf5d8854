"""Exemption of the models from the declarations of personal data."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.register.purposes.models import Controller, Purpose

exempt(Controller, NotPersonal.REGISTER)

exempt(Purpose, NotPersonal.REGISTER)
