"""Note what is reported of copies, and act on it: who cannot be reached or complains gets nothing more."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from newsletter.bounces.enums import EventKind
from newsletter.bounces.jobs import PROCESS_EVENT
from newsletter.bounces.models import IssueCount, MailEvent
from newsletter.bounces.queries import copy_of
from newsletter.conf import newsletter_settings
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.retention.queries import retention_end_or

RULE = "newsletter.event"
_WITHOUT_A_RULE = timedelta(days=90)
_ENDS = {
    EventKind.HARD: EndReason.BOUNCED,
    EventKind.COMPLAINT: EndReason.COMPLAINT,
    EventKind.LEFT: EndReason.PROVIDER,
}


@transaction.atomic
def note_copy(*, kind: EventKind, delivery_id: UUID, source: str, reported_at: datetime) -> bool:
    """Note a report about a copy; return whether it is of ours and new. A worker acts on it."""
    copy = copy_of(delivery_id)
    # A copy is reported once of each kind, by whichever way: the webhook and the mail server say the same.
    return copy is not None and _note(kind, copy.subscription_id, copy.issue_id, f"{delivery_id}", source, reported_at)


@transaction.atomic
def note_address(*, kind: EventKind, address: str, name: str, source: str, reported_at: datetime) -> bool:
    """Note a report about an address of which nobody knows which copy it is about; ``name`` recognises the report.

    Only for reports whose sender is known, such as the provider: anybody can write an address.
    """
    subscription = Subscription.objects.active().of(address).order_by("pk").first()
    return subscription is not None and _note(kind, subscription.pk, None, name, source, reported_at)


def _note(
    kind: EventKind, subscription_id: UUID, issue_id: UUID | None, name: str, source: str, reported_at: datetime
) -> bool:
    event = MailEvent(
        digest=hashlib.sha256(f"{kind.value} {name}".encode()).hexdigest(),
        kind=kind,
        subscription_id=subscription_id,
        issue_id=issue_id,
        source=source,
        reported_at=reported_at,
        retain_until=retention_end_or(RULE, reported_at, without_a_rule=_WITHOUT_A_RULE),
    )
    MailEvent.objects.bulk_create([event], ignore_conflicts=True)
    is_new = MailEvent.objects.filter(pk=event.pk).exists()
    if is_new:
        nudge(PROCESS_EVENT, event.pk)
    return is_new


@transaction.atomic
def process(*, event_id: UUID, now: datetime) -> bool:
    """Act on a report once; return whether it was waiting."""
    event = MailEvent.objects.waiting().select_for_update().filter(pk=event_id).first()
    if event is None:
        return False
    event.processed_at = now
    event.save(update_fields=["processed_at"])
    kind = EventKind(event.kind)
    if event.issue_id is not None:
        _count(event.issue_id, kind)
    facts: journal.Facts = {"subscription": event.subscription_id, "kind": kind.value, "source": event.source}
    journal.append(stream=subscriptions.STREAM, event="newsletter.reported", facts=facts, now=now)
    reason = _ENDS.get(kind, EndReason.BOUNCED if _is_given_up(event) else None)
    if reason is not None:
        subscriptions.unsubscribe(subscription_id=event.subscription_id, reason=reason, now=now)
    return True


def _count(issue_id: UUID, kind: EventKind) -> None:
    IssueCount.objects.bulk_create([IssueCount(issue_id=issue_id, kind=kind)], ignore_conflicts=True)
    IssueCount.objects.filter(issue_id=issue_id, kind=kind).update(count=F("count") + 1)


def _is_given_up(event: MailEvent) -> bool:
    """Tell whether so many issues in a row were not delivered that the mailbox counts as gone."""
    rule = newsletter_settings()
    since = event.reported_at - timedelta(days=rule.soft_bounce_days)
    soft = MailEvent.objects.filter(
        subscription=event.subscription_id,
        kind=EventKind.SOFT,
        reported_at__gt=since,
        reported_at__lte=event.reported_at,
    )
    # Issues, not reports: one that the provider tries again and again says no more than once.
    issues = soft.exclude(issue_id=None).values("issue_id").distinct().count()
    return issues >= rule.soft_bounces
