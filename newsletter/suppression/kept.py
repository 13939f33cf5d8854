"""The code of an address stays after an erasure, and the letter about it says so."""

from newsletter.suppression.keys import codes_of
from newsletter.suppression.models import Suppression
from privacy.inventory.enums import KeepReason
from privacy.inventory.kept_apart import KeptApart, sources
from privacy.law.deadlines import local_date


@sources.register("newsletter.suppression")
def suppressed(address: str) -> KeptApart | None:
    """Return the codes of an address on the list of those who left; None if there are none."""
    rows = Suppression.objects.filter(code__in=[code.code for code in codes_of(address)])
    last = max(rows.values_list("retain_until", flat=True), default=None)
    if last is None:
        return None
    return KeptApart(model=Suppression, rows=rows.count(), until=local_date(last), reason=KeepReason.OBJECTION)
