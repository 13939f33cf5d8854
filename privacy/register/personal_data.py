"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.register.models import Announcement, Revision

exempt(Announcement, NotPersonal.REGISTER)

exempt(Revision, NotPersonal.REGISTER)
