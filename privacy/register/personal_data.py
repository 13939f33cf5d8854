"""Exemption of the models from the declarations of personal data."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.register.models import Announcement, Revision

exempt(Announcement, NotPersonal.REGISTER)

exempt(Revision, NotPersonal.REGISTER)
