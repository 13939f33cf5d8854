"""Topics hold nobody's data."""

from newsletter.topics.models import Topic
from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal

exempt(Topic, NotPersonal.REGISTER)
