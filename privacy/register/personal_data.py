"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal
from privacy.register.models import Announcement, Revision

exempt(Announcement, NotPersonal.REGISTER)

exempt(Revision, NotPersonal.REGISTER)
