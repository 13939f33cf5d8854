"""What the mail provider takes: how many at once, in a second and in a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from newsletter.conf import newsletter_settings
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, DeliveryQuerySet

_DAY = timedelta(days=1)
_HANDED_OVER = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.LEFT)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The limits of a provider; 0 is none. ``idempotency_header``: it sends a message with a value known to it once."""

    batch: int
    mails_a_second: float
    mails_a_day: int
    idempotency_header: str

    def rest_after(self, count: int, took: float, *, lanes: int) -> float:
        """Return the seconds to wait after ``count`` mails that took so many seconds, with as many lanes at work."""
        return max(0.0, count * lanes / self.mails_a_second - took) if self.mails_a_second else 0.0

    def left_today(self, now: datetime) -> int | None:
        """Return how many mails may leave before the cap of 24 hours is reached; None without a cap."""
        return max(0, self.mails_a_day - _of_a_day(now).count()) if self.mails_a_day else None

    def free_again(self, now: datetime) -> datetime:
        """Return when the first of the mails of the last 24 hours counts no more."""
        first = _of_a_day(now).aggregate(first=Min("claimed_at"))["first"]
        return (first or now) + _DAY


def current_profile() -> Profile:
    """Return the profile that the settings give."""
    given = newsletter_settings()
    return Profile(
        batch=given.batch,
        mails_a_second=given.mails_a_second,
        mails_a_day=given.mails_a_day,
        idempotency_header=given.idempotency_header,
    )


def _of_a_day(now: datetime) -> DeliveryQuerySet:
    copies: DeliveryQuerySet = Delivery.stored.filter(claimed_at__gt=now - _DAY, state__in=_HANDED_OVER)
    return copies
