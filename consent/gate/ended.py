"""The consents that have ended, held in the process: a browser may show the cookie of one again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from consent.gate.models import EndedConsent
from privacy.web.stale_copy import StaleWhileRevalidate

# Rows become visible when their transaction ends, up to this long after their time.
_OVERLAP = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The ids of ended consents as numbers, and the time of the newest."""

    ids: set[int] = field(default_factory=set)
    newest: datetime | None = None


_NOTHING = Ended()


def _load(known: Ended) -> Ended:
    """Read what has ended since ``known``. Ids stay until the process ends: 16 bytes for each withdrawal."""
    rows = EndedConsent.objects.all()
    if known.newest:
        rows = rows.filter(ended_at__gt=known.newest - _OVERLAP)
    ids, newest = known.ids if known.newest else set[int](), known.newest
    for consent_id, ended_at in rows.order_by("ended_at").values_list("id", "ended_at"):
        ids.add(consent_id.int)
        newest = ended_at
    return Ended(ids=ids, newest=newest)


copy = StaleWhileRevalidate(_load, empty=_NOTHING, name="ended-consents", fresh=0.5, stale=1)


def has_ended(consent_id: UUID) -> bool:
    """Tell whether a consent was withdrawn, replaced or erased; other processes know it within half a second."""
    return consent_id.int in copy.get().ids


def note(consent_id: UUID) -> None:
    """Let this process know at once that a consent has ended."""
    copy.get().ids.add(consent_id.int)


def forget_expired(*, now: datetime) -> int:
    """Delete the ids whose cookies have run out; return how many."""
    deleted, _by_model = EndedConsent.objects.filter(expires_at__lte=now).delete()
    return deleted
