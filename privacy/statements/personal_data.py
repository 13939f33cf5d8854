"""Which fields hold personal data, and what happens to them."""

from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal
from privacy.statements.models import AcceptedGap, KnownDefect, Statement

exempt(AcceptedGap, NotPersonal.REGISTER)

exempt(KnownDefect, NotPersonal.REGISTER)

exempt(Statement, NotPersonal.REGISTER)
