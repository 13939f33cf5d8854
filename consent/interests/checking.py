"""What is wrong with profiles as they are: a yes or a rule that is missing, or an interest without its ground."""

from datetime import datetime
from uuid import uuid4

from django.db.models import F

from consent.interests.deriving import derive
from consent.interests.models import Interest
from consent.interests.rules import rules
from consent.interests.subjects import all_subjects
from privacy.inventory.profiles import faults
from privacy.register.promises.phrases import few
from privacy.register.promises.phrases import gettext as _


def fault(now: datetime) -> str:
    """Return the first fault of the profiles; empty if there is none."""
    if unused := Interest.objects.filter(
        profile__ended_at__isnull=False, derived_at__gt=F("profile__ended_at")
    ).count():
        return _("%(count)s interests were derived after a no.") % {"count": unused}
    unknown = set(Interest.objects.order_by().values_list("rule", flat=True).distinct()) - set(rules)
    if unknown:
        return _("Interests rest on a rule that nobody explains: %(names)s.") % {"names": few(sorted(unknown))}
    if derive(profile_id=uuid4(), subjects=all_subjects(), now=now):
        return _("Interests are derived for somebody who never said yes.")
    return ""


faults.add("consent.interests", fault)
