"""Declaration that the models of policies hold no personal data."""

from privacy.inventory.declarations import NotPersonal, exempt
from privacy.policy.models import RevisionDocument, RevisionText

exempt(RevisionDocument, NotPersonal.REGISTER)

exempt(RevisionText, NotPersonal.REGISTER)
