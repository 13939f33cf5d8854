"""Send issues. The recipients are chosen once per issue; their consent is checked for each copy (``deliveries``)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from newsletter.issues import jobs
from newsletter.issues.enums import DeliveryState, IssueState
from newsletter.issues.errors import IssueAlreadySent, NobodyToSendTo
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions.operations import STREAM
from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.retention.queries import retention_end

LANES = 4
MANY = 1000
ABANDONED_AFTER = timedelta(minutes=10)

_ENQUEUE = """
INSERT INTO newsletter_delivery (id, issue_id, subscription_id, state, due_at, attempts, last_error, retain_until)
SELECT gen_random_uuid(), %s, id, 'pending', %s, 0, '', %s FROM newsletter_subscription AS subscription
WHERE state = 'active' AND NOT (is_second_spelling AND EXISTS (
  SELECT FROM newsletter_subscription AS first WHERE first.email = subscription.email AND first.state = 'active'
  AND (first.is_second_spelling, first.id) < (subscription.is_second_spelling, subscription.id)
)) ON CONFLICT DO NOTHING
"""


@transaction.atomic
def send(*, issue_id: UUID, now: datetime) -> int:
    """Queue a copy for every mailbox with an active subscription; return the number of copies.

    Raises ``IssueAlreadySent`` or ``NobodyToSendTo`` and changes nothing then.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if issue.state != IssueState.DRAFT:
        raise IssueAlreadySent
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, [issue.pk, now, retention_end("newsletter.issue", now)])
        recipients = int(cursor.rowcount)
        if recipients == 0:
            raise NobodyToSendTo
        if recipients >= MANY:
            # Without new statistics the planner scans the whole table for each claim: measured 80 times slower.
            cursor.execute("ANALYZE newsletter_delivery")
    issue.state = IssueState.SENDING
    issue.queued_at = now
    issue.save(update_fields=["state", "queued_at"])
    _open_lanes(issue)
    journal.append(
        stream=STREAM, event="newsletter.issue_queued", facts={"issue": issue.pk, "recipients": recipients}, now=now
    )
    return recipients


@transaction.atomic
def finish(*, issue_id: UUID, now: datetime) -> bool:
    """Mark an issue as sent when no copy is waiting or being sent; return whether this call did."""
    issue = Issue.objects.sending().select_for_update(skip_locked=True).filter(pk=issue_id).first()
    if issue is None or issue.deliveries.unfinished().exists():
        return False
    issue.state = IssueState.SENT
    issue.sent_at = now
    issue.save(update_fields=["state", "sent_at"])
    counts = dict(issue.deliveries.order_by().values_list("state").annotate(Count("pk")))
    journal.append(stream=STREAM, event="newsletter.issue_sent", facts={"issue": issue.pk, **counts}, now=now)
    return True


def resume(*, now: datetime) -> None:
    """Recover from lost tasks: mark abandoned copies as uncertain, and start lanes for issues without progress."""
    Delivery.objects.abandoned(now - ABANDONED_AFTER).update(state=DeliveryState.UNCERTAIN)
    for issue in Issue.objects.sending():
        if finish(issue_id=issue.pk, now=now):
            continue
        is_moving = issue.deliveries.filter(claimed_at__gt=now - timedelta(minutes=1)).exists()
        if not is_moving and issue.deliveries.pending().filter(due_at__lte=now).exists():
            _open_lanes(issue)


def _open_lanes(issue: Issue) -> None:
    for _lane in range(LANES):
        nudge(jobs.DELIVER_ISSUE, issue.pk)
