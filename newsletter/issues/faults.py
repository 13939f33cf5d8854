"""What should not exist: the rows that would break a promise of the policy."""

from datetime import datetime, timedelta
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, DeliveryQuerySet, Issue
from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.models import Subscription, SubscriptionQuerySet
from privacy.inventory import declarations
from privacy.law.deadlines import PLACE
from privacy.retention.rows_on_hold import all_on_hold, exclude_on_hold

GUARD = "newsletter_delivery_needs_consent"
# Between reading the clock and holding the row's lock; and between the clocks of two machines.
_CLOCKS_DIFFER = timedelta(seconds=5)

# Counted anew from the end itself, not read from what the operation stored (LAW P29).
_LATE_END = f"""
SELECT count(*) FROM newsletter_subscription WHERE state = 'ended' AND retain_until > interval '1 second' + least(
  ended_at + interval '720 hours',
  (ended_at AT TIME ZONE '{PLACE.key}' + interval '1 month') AT TIME ZONE '{PLACE.key}')
"""  # noqa: S608 - the name of a time zone

# What the rows say is held against what the journal says happened: a row that somebody changed says otherwise.
_TOLD = """
SELECT FROM privacy_journalentry entry WHERE entry.stream = 'newsletter' AND entry.event = 'newsletter.{event}'
  AND entry.facts::json->>'subscription' = subscription.id::text
"""
_COUNT = "SELECT count(*) FROM newsletter_subscription subscription WHERE "
_NEVER_CONFIRMED = (
    f"{_COUNT} state = 'active' AND NOT EXISTS ({_TOLD.format(event='confirmed')} AND entry.at = confirmed_at)"
)
_CAME_BACK = f"{_COUNT} state <> 'ended' AND EXISTS ({_TOLD.format(event='unsubscribed')})"
_ENDED_ANOTHER_DAY = (
    f"{_COUNT} state = 'ended' AND NOT EXISTS ({_TOLD.format(event='unsubscribed')} AND entry.at = ended_at)"
)


def sent() -> DeliveryQuerySet:
    """Return the copies that left, or may have left."""
    return Delivery.objects.filter(
        state__in=(DeliveryState.CLAIMED, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCERTAIN)
    )


def sent_without_consent() -> DeliveryQuerySet:
    """Return the copies that were sent to somebody whose consent did not stand at that moment."""
    return sent().exclude(
        Q(subscription__confirmed_at__lte=F("claimed_at"))
        & (Q(subscription__ended_at__isnull=True) | Q(subscription__ended_at__gte=F("claimed_at") - _CLOCKS_DIFFER))
    )


def has_guard() -> bool:
    """Tell whether the database itself refuses to hand out a copy without standing consent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled IN ('O', 'A') FROM pg_trigger "
            "WHERE tgname = %s AND tgrelid = 'newsletter_delivery'::regclass",
            [GUARD],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def is_claimable_without_consent(now: datetime) -> bool:
    """Try to claim a copy for somebody who left, and undo it; tell whether the database let it."""
    with transaction.atomic():
        gone = Subscription.objects.create(
            email=f"canary-{uuid4().hex}@example.com",
            language=settings.LANGUAGE_CODE,
            state=SubscriptionState.ENDED,
            requested_at=now,
            ended_at=now,
            retain_until=now,
        )
        copy = Delivery.objects.create(issue=Issue.objects.create(created_at=now), subscription=gone, due_at=now)
        Delivery.objects.filter(pk=copy.pk).update(state=DeliveryState.CLAIMED, claimed_at=now)
        copy.refresh_from_db()
        transaction.set_rollback(True)
    return copy.state == DeliveryState.CLAIMED


def never_confirmed() -> int:
    """Return how many subscribers the journal has never seen confirm, at the time that their row says."""
    return _count(_NEVER_CONFIRMED)


def came_back() -> int:
    """Return how many subscriptions are alive of which the journal says that they ended."""
    return _count(_CAME_BACK)


def ended_another_day() -> int:
    """Return how many subscriptions did not end when their row says that they did."""
    return _count(_ENDED_ANOTHER_DAY)


def waiting_too_long(now: datetime, longest: timedelta, grace: timedelta) -> SubscriptionQuerySet:
    """Return the addresses that were never confirmed and should have been deleted before ``now``."""
    return _free(Subscription.objects.pending().filter(requested_at__lt=now - longest - grace), now)


def ended_and_still_there(now: datetime, grace: timedelta) -> SubscriptionQuerySet:
    """Return the ended subscriptions that a retention run should have deleted before ``now``."""
    return _free(Subscription.objects.ended().filter(retain_until__lt=now - grace), now)


def on_hold(now: datetime) -> SubscriptionQuerySet:
    """Return the ended subscriptions that stay for a legal hold, as the engine leaves them (LAW D-37)."""
    data = declarations.personal_data(Subscription)
    return Subscription.objects.ended().filter(pk__in=all_on_hold(data, now).values("pk"))


def _free(rows: SubscriptionQuerySet, now: datetime) -> SubscriptionQuerySet:
    return cast("SubscriptionQuerySet", exclude_on_hold(rows, declarations.personal_data(Subscription), now))


def ended_with_a_late_end() -> int:
    """Return how many ended subscriptions are kept longer than 30 days or one calendar month."""
    return _count(_LATE_END)


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def left_out(issue: Issue) -> SubscriptionQuerySet:
    """Return who subscribed when an issue was queued, still does, and has no copy of it; nobody before that."""
    if issue.queued_at is None:
        return Subscription.objects.none()
    before = issue.queued_at - _CLOCKS_DIFFER
    return Subscription.objects.active().filter(confirmed_at__lt=before).exclude(deliveries__issue=issue)
