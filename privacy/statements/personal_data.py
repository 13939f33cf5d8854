"""Exemption of the models from the declarations of personal data."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.statements.models import AcceptedGap, KnownDefect, Statement

exempt(AcceptedGap, NotPersonal.REGISTER)

exempt(KnownDefect, NotPersonal.REGISTER)

exempt(Statement, NotPersonal.REGISTER)
