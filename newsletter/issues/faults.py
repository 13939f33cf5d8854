"""Queries for rows that break a promise of the policy."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, DeliveryQuerySet, Issue
from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.models import PendingSignUp, Subscription, SubscriptionQuerySet
from newsletter.subscriptions.queries import CLOCKS_DIFFER
from privacy.inventory import declarations
from privacy.law.deadlines import PLACE
from privacy.retention.open_requests import exclude_requested, only_requested
from privacy.retention.rows_on_hold import all_on_hold, exclude_on_hold

GUARD = "newsletter_delivery_needs_consent"

# Computed from ended_at, independently of the retain_until that the operation stored (LAW P29).
_LATE_END = f"""
SELECT count(*) FROM newsletter_subscription WHERE state = 'ended' AND retain_until > interval '1 second' + least(
  ended_at + interval '720 hours',
  (ended_at AT TIME ZONE '{PLACE.key}' + interval '1 month') AT TIME ZONE '{PLACE.key}')
"""  # noqa: S608 - the name of a time zone

# The journal shows whether a row was changed by other means than the operations.
_JOURNALLED = """
SELECT FROM privacy_journalentry entry WHERE entry.stream = 'newsletter' AND entry.event = 'newsletter.{name}'
  AND entry.facts::json->>'subscription' = subscription.id::text
"""
_COUNT = "SELECT count(*) FROM newsletter_subscription subscription WHERE "
_NEVER_CONFIRMED = (
    f"{_COUNT} state = 'active' AND NOT EXISTS ({_JOURNALLED.format(name='confirmed')} AND entry.at = confirmed_at)"
)
_CAME_BACK = f"{_COUNT} state <> 'ended' AND EXISTS ({_JOURNALLED.format(name='unsubscribed')})"
_ENDED_ANOTHER_DAY = (
    f"{_COUNT} state = 'ended' AND NOT EXISTS ({_JOURNALLED.format(name='unsubscribed')} AND entry.at = ended_at)"
)

# A clock that steps back moves times, not the order of the journal: a confirmation before the issue was queued, or an
# end after the issue was finished, is no fault. Only an entry with the time of the row counts.
_OF_ISSUE = """
SELECT FROM privacy_journalentry issue WHERE issue.stream = 'newsletter' AND issue.event = 'newsletter.{name}'
  AND issue.facts::json->>'issue' = {issue}::text AND issue.seq {order} entry.seq
"""
_SENT_WITHOUT_CONSENT = f"""
SELECT delivery.id FROM newsletter_delivery delivery
JOIN newsletter_subscription subscription ON subscription.id = delivery.subscription_id
WHERE delivery.id = ANY(%(copies)s) AND NOT (
  (coalesce(confirmed_at <= claimed_at + %(differ)s, false) OR EXISTS (
    {_JOURNALLED.format(name="confirmed")} AND entry.at = confirmed_at
    AND EXISTS ({_OF_ISSUE.format(name="issue_queued", issue="delivery.issue_id", order=">")})))
  AND (coalesce(ended_at >= claimed_at - %(differ)s, ended_at IS NULL) OR EXISTS (
    {_JOURNALLED.format(name="unsubscribed")} AND entry.at = ended_at
    AND EXISTS ({_OF_ISSUE.format(name="issue_sent", issue="delivery.issue_id", order="<")}))))
"""  # noqa: S608 - put together from the constants of this module
_CONFIRMED_AFTER_QUEUE = f"""
SELECT subscription.id FROM newsletter_subscription subscription
WHERE subscription.id = ANY(%(subscriptions)s) AND EXISTS (
  {_JOURNALLED.format(name="confirmed")} AND entry.at = confirmed_at
  AND EXISTS ({_OF_ISSUE.format(name="issue_queued", issue="%(issue)s", order="<")}))
"""  # noqa: S608 - put together from the constants of this module


def sent() -> DeliveryQuerySet:
    """Return the copies that were sent or may have been sent; one that was never claimed was not."""
    has_left = Q(state__in=(DeliveryState.SENT, DeliveryState.FAILED))
    is_in_doubt = Q(state__in=(DeliveryState.UNCERTAIN, DeliveryState.LEFT), claimed_at__isnull=False)
    return Delivery.objects.filter(has_left | is_in_doubt)


def sent_without_consent() -> DeliveryQuerySet:
    """Return the copies that were sent to a subscriber without valid consent at that moment."""
    # The times find the few candidates; the journal is asked about these only.
    candidates = sent().exclude(
        Q(subscription__confirmed_at__lte=F("claimed_at") + CLOCKS_DIFFER)
        & (Q(subscription__ended_at__isnull=True) | Q(subscription__ended_at__gte=F("claimed_at") - CLOCKS_DIFFER))
    )
    parameters: dict[str, Any] = {"copies": list(candidates.values_list("pk", flat=True)), "differ": CLOCKS_DIFFER}
    return Delivery.objects.filter(pk__in=_ids(_SENT_WITHOUT_CONSENT, parameters) if parameters["copies"] else ())


def has_guard() -> bool:
    """Return whether the trigger exists that refuses to claim a copy without consent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled IN ('O', 'A') FROM pg_trigger "
            "WHERE tgname = %s AND tgrelid = 'newsletter_delivery'::regclass",
            [GUARD],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def is_claimable_without_consent(now: datetime) -> bool:
    """Return whether the database lets a copy for an ended subscription be claimed; leaves nothing behind."""
    with transaction.atomic():
        ended = Subscription.objects.create(
            email=f"canary-{uuid4().hex}@example.com",
            language=settings.LANGUAGE_CODE,
            state=SubscriptionState.ENDED,
            requested_at=now,
            ended_at=now,
            retain_until=now,
        )
        copy = Delivery.objects.create(issue=Issue.objects.create(created_at=now), subscription=ended, due_at=now)
        Delivery.objects.filter(pk=copy.pk).update(state=DeliveryState.CLAIMED, claimed_at=now)
        copy.refresh_from_db()
        transaction.set_rollback(True)
    return copy.state == DeliveryState.CLAIMED


def count_never_confirmed() -> int:
    """Count the active subscriptions without a confirmation in the journal at the time in their row."""
    return _count(_NEVER_CONFIRMED)


def count_came_back() -> int:
    """Count the live subscriptions that ended according to the journal."""
    return _count(_CAME_BACK)


def count_ended_at_another_time() -> int:
    """Count the ended subscriptions without an end in the journal at the time in their row."""
    return _count(_ENDED_ANOTHER_DAY)


def waiting_too_long(now: datetime, longest: timedelta, grace: timedelta) -> QuerySet[Model]:
    """Return the unconfirmed sign-ups that should have been deleted before ``now``."""
    return _deletable(PendingSignUp.objects.filter(requested_at__lt=now - longest - grace), now, grace)


def ended_and_still_there(now: datetime, grace: timedelta) -> QuerySet[Model]:
    """Return the ended subscriptions that a retention run should have deleted before ``now``."""
    return _deletable(Subscription.objects.ended().filter(retain_until__lt=now - grace), now, grace)


def requested(model: type[PendingSignUp | Subscription], now: datetime) -> QuerySet[Model]:
    """Return the rows past their end that stay until an open request is answered (LAW D-20)."""
    due = model._base_manager.filter(retain_until__lte=now)
    return only_requested(due, declarations.personal_data(model), now)


def on_hold(now: datetime) -> SubscriptionQuerySet:
    """Return the ended subscriptions that are kept for a legal hold (LAW D-37)."""
    data = declarations.personal_data(Subscription)
    return Subscription.objects.ended().filter(pk__in=all_on_hold(data, now).values("pk"))


def _deletable(rows: QuerySet[Model], now: datetime, grace: timedelta) -> QuerySet[Model]:
    """Leave out what a legal hold or an open request keeps, or a request that was answered within the grace."""
    # What a request held back goes with the first run after the answer.
    data = declarations.personal_data(rows.model)
    return exclude_requested(exclude_on_hold(rows, data, now), data, now - grace)


def count_kept_too_long() -> int:
    """Count the ended subscriptions that are to be kept longer than 30 days or one calendar month."""
    return _count(_LATE_END)


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _ids(statement: str, parameters: dict[str, Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [pk for (pk,) in cursor.fetchall()]


def left_out(issue: Issue) -> SubscriptionQuerySet:
    """Return the subscriptions that were active when the issue was queued and still are, and have no copy of it."""
    if issue.queued_at is None:
        return Subscription.objects.none()
    before = issue.queued_at - CLOCKS_DIFFER
    rows = Subscription.objects.active().filter(confirmed_at__lt=before).exclude(deliveries__issue=issue)
    if candidates := list(rows.values_list("pk", flat=True)):
        parameters = {"subscriptions": candidates, "issue": issue.pk}
        rows = rows.exclude(pk__in=_ids(_CONFIRMED_AFTER_QUEUE, parameters))
    # A mailbox with two rows gets one copy.
    same_mailbox = Delivery.objects.filter(issue=issue, subscription__email=OuterRef("email"))
    return rows.exclude(Q(is_second_spelling=True) & Q(Exists(same_mailbox)))
