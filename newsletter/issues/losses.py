"""Issues and their copies after a restore: what was sent since the backup is not sent again, the rest goes on."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState
from newsletter.issues.handed_over import handed_over
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions.models import Subscription
from privacy.erasure.losses import Carried, LossKind, each, insert_missing, register_loss

_OUTCOME = ("state", "claimed_at", "sent_at", "attempts", "last_error", "skip_reason", "due_at")
_ISSUE = (
    "subject",
    "body",
    "topics",
    "state",
    "queued_at",
    "starts_at",
    "resumes_at",
    "pause_reason",
    "sent_at",
    "mails",
)
_BATCH = 1000


def _changed_issues(since: datetime) -> list[Issue]:
    return list(Issue.objects.filter(Q(created_at__gte=since) | Q(queued_at__gte=since)).order_by("created_at"))


@each
def _carry_issue(issue: Issue, _now: datetime) -> bool:
    if insert_missing(issue):
        return True
    known = Issue.objects.filter(pk=issue.pk, queued_at__isnull=True)
    values = {name: getattr(issue, name) for name in _ISSUE}
    return bool(issue.queued_at and known.update(**values))


def _changed_copies(since: datetime) -> list[Delivery]:
    newer = Q(claimed_at__gte=since) | Q(sent_at__gte=since) | Q(issue__queued_at__gte=since)
    return list(Delivery.stored.filter(newer))


def _carry_copies(copies: Sequence[Delivery], _now: datetime) -> Carried:
    carried = Carried()
    for start in range(0, len(copies), _BATCH):
        _carry_batch(copies[start : start + _BATCH], carried)
    return carried


def _carry_batch(copies: Sequence[Delivery], carried: Carried) -> None:
    known = Delivery.stored.in_bulk([copy.pk for copy in copies])
    subscribers = Subscription.stored.filter(pk__in=[copy.subscription_id for copy in copies])
    there, missing = set(subscribers.values_list("pk", flat=True)), []
    changed = []
    files = {issue_id: handed_over(issue_id) for issue_id in {copy.issue_id for copy in copies}}
    for copy in copies:
        if copy.state == DeliveryState.CLAIMED:
            # A worker held it when its database was taken away.
            has_left = issues.has_left(copy, files[copy.issue_id].get(copy.pk))
            copy.state = DeliveryState.UNCERTAIN if has_left else DeliveryState.PENDING
        mine = known.get(copy.pk)
        if mine is None and copy.subscription_id in there:
            missing.append(copy)
        elif mine is not None and any(getattr(mine, name) != getattr(copy, name) for name in _OUTCOME):
            changed.append(copy)
    Delivery.stored.bulk_update(changed, _OUTCOME)
    Delivery.stored.bulk_create(missing, ignore_conflicts=True)
    carried.taken += [*changed, *missing]


def _doubt() -> None:
    """Let staff decide about every copy that waits: it may have been sent since the backup."""
    Delivery.stored.unfinished().filter(issue__in=Issue.objects.sending()).update(state=DeliveryState.UNCERTAIN)


register_loss("issues", 36, LossKind(title=_("issues"), collect=_changed_issues, carry=_carry_issue))
register_loss(
    "deliveries",
    37,
    LossKind(title=_("copies of newsletters"), collect=_changed_copies, carry=_carry_copies, doubt=_doubt),
)
