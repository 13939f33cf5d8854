"""Send issues. The recipients are chosen once per issue; their consent is checked for each copy (``deliveries``)."""

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Model

from newsletter.conf import newsletter_settings
from newsletter.issues import fields, handed_over, jobs
from newsletter.issues.emails import frozen_mails
from newsletter.issues.enums import DeliveryState, IssueState, SkipReason
from newsletter.issues.errors import FieldRefused, IssueAlreadySent, NobodyToSendTo, PictureMissing
from newsletter.issues.markdown import unknown_pictures
from newsletter.issues.models import Delivery, DeliveryQuerySet, Issue
from newsletter.issues.moves import move
from newsletter.subscriptions.models import Subscription
from newsletter.subscriptions.operations import STREAM
from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.retention.queries import retention_end
from privacy.runs.liveness import is_at_work

LANE = "newsletter.lane"  # the run of a worker that sends copies of an issue, as ``privacy.runs`` knows it
LANES = 4
MANY = 1000
UNCOMPOSED_AFTER = timedelta(seconds=5)  # making a batch ready takes milliseconds
_TRUNCATED = timedelta(seconds=1)  # the files hold whole seconds
_CLOCKS_DIFFER = timedelta(seconds=2)

_ENQUEUE = """
INSERT INTO newsletter_delivery
  (id, issue_id, subscription_id, state, skip_reason, due_at, attempts, last_error, retain_until)
SELECT gen_random_uuid(), %(issue)s, id, CASE WHEN wants_it THEN 'pending' ELSE 'skipped' END,
  CASE WHEN wants_it THEN '' WHEN topics = '{{}}' THEN 'interests' ELSE 'topics' END, %(now)s, 0, '', %(kept_until)s
FROM newsletter_subscription AS subscription,
  LATERAL (SELECT subscription.id IN ({wanting}) AS wants_it) AS asked
WHERE state = 'active' AND NOT (is_second_spelling AND EXISTS (
  SELECT FROM newsletter_subscription AS first WHERE first.email = subscription.email AND first.state = 'active'
  AND (first.is_second_spelling, first.id) < (subscription.is_second_spelling, subscription.id)
)) ON CONFLICT DO NOTHING
"""


@transaction.atomic
def freeze(*, issue_id: UUID, now: datetime) -> int:
    """Fix who gets an issue, its texts and its mails; return the number of copies that wait.

    Raises ``IssueAlreadySent``, ``FieldRefused``, ``PictureMissing`` or ``NobodyToSendTo`` and changes nothing then.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if issue.state != IssueState.DRAFT:
        raise IssueAlreadySent
    # A draft may be older than the fields, or than one that no longer exists.
    if objection := fields.objection_to(issue):
        raise FieldRefused(objection)
    if unknown_pictures(issue.body.values(), issue.pictures.values_list("number", flat=True)):
        raise PictureMissing
    with connection.cursor() as cursor:
        kept_until = retention_end("newsletter.issue", now)
        wanting, values = _wanting(issue)
        values |= {"issue": issue.pk, "now": now, "kept_until": kept_until}
        cursor.execute(_ENQUEUE.format(wanting=wanting), values)
        if cursor.rowcount >= MANY:
            # Without new statistics the planner scans the whole table for each claim: measured 80 times slower.
            cursor.execute("ANALYZE newsletter_delivery")
    recipients = int(Delivery.stored.filter(issue=issue).pending().count())
    if recipients == 0:
        raise NobodyToSendTo
    move(issue, IssueState.FROZEN, queued_at=now, mails=frozen_mails(issue))
    journal.append(
        stream=STREAM, event="newsletter.issue_queued", facts={"issue": issue.pk, "recipients": recipients}, now=now
    )
    return recipients


def _wanting(issue: Issue) -> tuple[str, dict[str, Any]]:
    """Return the statement that selects who wants an issue, with its parameters by name."""
    rows = Subscription.objects.active().wanting(issue.topics).order_by().values("pk")
    statement, parameters = rows.query.sql_with_params()
    values = {f"wanting_{number}": value for number, value in enumerate(parameters)}
    return statement % tuple(f"%({name})s" for name in values), values


@transaction.atomic
def start(*, issue_id: UUID, now: datetime) -> None:
    """Begin to send an issue that is ready. Raises ``IssueInAnotherState``."""
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    move(issue, IssueState.SENDING)
    want_again(issue)
    open_lanes(issue)
    journal.append(stream=STREAM, event="newsletter.issue_started", facts={"issue": issue.pk}, now=now)


def want_again(issue: Issue) -> int:
    """Let the copies wait that only a profile of interests kept back, which its owner has ended since; return how many.

    An objection to a profile has its effect on what is still to be sent (GDPR Art. 21(3), LAW P12, P20).
    """
    kept_back = Delivery.objects.filter(
        issue=issue, state=DeliveryState.SKIPPED, skip_reason=SkipReason.INTERESTS
    ).filter(subscription__in=Subscription.objects.active().wanting(issue.topics).order_by().values("pk"))
    return kept_back.update(state=DeliveryState.PENDING, skip_reason="")


@transaction.atomic
def send(*, issue_id: UUID, now: datetime) -> int:
    """Make an issue ready and begin at once; return the number of copies. Raises as ``freeze`` does."""
    recipients = freeze(issue_id=issue_id, now=now)
    start(issue_id=issue_id, now=now)
    return recipients


@transaction.atomic
def finish(*, issue_id: UUID, now: datetime) -> bool:
    """Mark an issue as sent when no copy is waiting or being sent; return whether this call did."""
    issue = Issue.objects.sending().select_for_update(skip_locked=True).filter(pk=issue_id).first()
    if issue is None or Delivery.stored.filter(issue=issue).unfinished().exists():
        return False
    move(issue, IssueState.SENT, sent_at=now)
    counts = dict(Delivery.stored.filter(issue=issue).order_by().values_list("state").annotate(Count("pk")))
    journal.append(stream=STREAM, event="newsletter.issue_sent", facts={"issue": issue.pk, **counts}, now=now)
    return True


def resume(*, now: datetime) -> None:
    """Recover from lost tasks: settle the copies of killed workers, and start lanes for issues that nobody sends.

    A copy that is claimed and that no worker holds is that of a killed one: it waits again, unless the file says that
    it was handed over.
    """
    handed_over.prune(now)
    _let_go(Delivery.stored.claimed_before(now - UNCOMPOSED_AFTER), now)
    for issue in Issue.objects.sending():
        if is_at_work(LANE, issue.pk):
            continue
        # A lane that begins meanwhile claims its copies after ``now``, on a clock that differs by little.
        _let_go(Delivery.stored.filter(issue=issue).claimed_before(now - _CLOCKS_DIFFER), now)
        want_again(issue)
        due = Delivery.stored.filter(issue=issue).pending().filter(due_at__lte=now)
        if not finish(issue_id=issue.pk, now=now) and due.exists():
            open_lanes(issue)


def _let_go(copies: DeliveryQuerySet, now: datetime) -> None:
    """Settle the claimed copies that no worker holds."""
    with transaction.atomic():
        free = list(copies.select_related(None).order_by("pk").select_for_update(skip_locked=True))
        issue_ids = {copy.issue_id for copy in free}
        files = {issue_id: handed_over.handed_over(issue_id) for issue_id in issue_ids}
        taken = set[UUID]().union(*map(handed_over.taken, issue_ids))
        # After a power cut the file may lack its last lines.
        started_at = now - timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
        # A provider that knows the message does not send it twice.
        in_doubt = DeliveryState.PENDING if newsletter_settings().idempotency_header else DeliveryState.UNCERTAIN
        for copy in free:
            handed_over_at = files[copy.issue_id].get(copy.pk)
            is_older = copy.claimed_at is not None and copy.claimed_at < started_at
            if has_left(copy, handed_over_at) and copy.pk in taken:
                copy.state, copy.sent_at = DeliveryState.SENT, handed_over_at
            else:
                copy.state = in_doubt if is_older or has_left(copy, handed_over_at) else DeliveryState.PENDING
        Delivery.stored.bulk_update(free, ["state", "sent_at"], batch_size=MANY)


def has_left(copy: Delivery, handed_over_at: datetime | None) -> bool:
    """Tell whether a copy that waits or is claimed was handed over since, by the time in the file."""
    if handed_over_at is None or copy.claimed_at is None:
        return handed_over_at is not None
    if copy.state == DeliveryState.CLAIMED:
        return handed_over_at >= copy.claimed_at - _TRUNCATED
    # An earlier attempt, which the mail server refused for the time being, is in the file too.
    return handed_over_at > copy.claimed_at + UNCOMPOSED_AFTER


@transaction.atomic
def send_again(*, deliveries: DeliveryQuerySet, by: Model, now: datetime) -> int:
    """Send those of these copies again that were refused or interrupted, with the same Message-ID; return how many.

    A mail program that has the first copy shows no second. The consent is asked again at the claim (LAW P19).
    """
    values = {"state": DeliveryState.PENDING, "attempts": 0, "due_at": now, "last_error": ""}
    counts = _decide(deliveries.undelivered(), values)
    for issue in Issue.objects.select_for_update().filter(pk__in=counts).order_by("pk"):
        if issue.state == IssueState.SENT:
            move(issue, IssueState.SENDING, sent_at=None)
        open_lanes(issue)
    _journal_decisions("newsletter.sent_again", counts, by, now)
    return sum(counts.values())


@transaction.atomic
def leave(*, deliveries: DeliveryQuerySet, by: Model, now: datetime) -> int:
    """Leave the uncertain ones of these copies as they are: they are not sent again; return how many."""
    counts = _decide(deliveries.uncertain(), {"state": DeliveryState.LEFT})
    _journal_decisions("newsletter.left", counts, by, now)
    return sum(counts.values())


def _decide(deliveries: DeliveryQuerySet, values: dict[str, object]) -> dict[UUID, int]:
    """Update the copies, and return their number by issue."""
    mine = deliveries.order_by("pk").select_related(None).select_for_update(of=("self",))
    rows = dict(mine.values_list("pk", "issue_id"))
    Delivery.stored.filter(pk__in=rows).update(**values)
    return Counter(rows.values())


def _journal_decisions(event: str, counts: dict[UUID, int], by: Model, now: datetime) -> None:
    entries = [
        journal.NewEntry(stream=STREAM, event=event, facts={"issue": issue, "copies": count, "staff": by.pk})
        for issue, count in sorted(counts.items())
    ]
    journal.append_many(entries=entries, now=now)


def open_lanes(issue: Issue) -> None:
    """Let workers send copies of an issue."""
    for _lane in range(LANES):
        nudge(jobs.DELIVER_ISSUE, issue.pk)
