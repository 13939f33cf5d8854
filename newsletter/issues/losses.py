"""Issues and their copies after a restore: what was sent since the backup is not sent again, the rest goes on."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState, IssueState, SkipReason
from newsletter.issues.handed_over import handed_over
from newsletter.issues.models import Delivery, Issue, IssuePicture
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
_STEERING = ("state", "starts_at", "resumes_at", "pause_reason")
# One that was being sent, or was finished, goes on with the copies that never left.
_STEERED = (IssueState.FROZEN, IssueState.SCHEDULED, IssueState.PAUSED, IssueState.CANCELLED)
_BATCH = 1000


def _changed_issues(since: datetime) -> list[Issue]:
    # Nothing tells when staff planned, paused or cancelled an issue.
    may_be_steered = Q(queued_at__isnull=False, sent_at__isnull=True)
    newer = Q(created_at__gte=since) | Q(queued_at__gte=since)
    # With their pictures: there is nothing to read them from when the issues are taken over.
    return list(Issue.objects.filter(newer | may_be_steered).order_by("created_at").prefetch_related("pictures"))


@each
def _carry_issue(issue: Issue, _now: datetime) -> bool:
    if insert_missing(issue):
        _carry_pictures(issue)
        return True
    known = Issue.objects.select_for_update().get(pk=issue.pk)
    if issue.queued_at and known.queued_at is None:
        _carry_pictures(issue)  # first, as those of a frozen issue cannot change
        Issue.objects.filter(pk=issue.pk).update(**{name: getattr(issue, name) for name in _ISSUE})
        return True
    return _steer_again(known, issue)


def _carry_pictures(issue: Issue) -> None:
    """Give an issue the pictures that it had in the replaced database."""
    IssuePicture.objects.filter(issue=issue.pk).delete()
    IssuePicture.objects.bulk_create(issue.pictures.all())


def _steer_again(known: Issue, issue: Issue) -> bool:
    """Give an issue that the backup knows as on its way what staff did with it since; return whether they did."""
    is_on_its_way = known.queued_at is not None and known.state not in (IssueState.SENT, IssueState.CANCELLED)
    steered = {name: getattr(issue, name) for name in _STEERING}
    if (
        not is_on_its_way
        or issue.state not in _STEERED
        or all(getattr(known, name) == value for name, value in steered.items())
    ):
        return False
    Issue.objects.filter(pk=issue.pk).update(**steered)
    if issue.state == IssueState.CANCELLED:
        Delivery.stored.filter(issue=issue).skip_waiting(SkipReason.CANCELLED)
    return True


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
    Delivery.stored.unfinished().filter(issue__in=Issue.objects.unfinished()).update(state=DeliveryState.UNCERTAIN)


register_loss("issues", 36, LossKind(title=_("issues"), collect=_changed_issues, carry=_carry_issue))
register_loss(
    "deliveries",
    37,
    LossKind(title=_("copies of newsletters"), collect=_changed_copies, carry=_carry_copies, doubt=_doubt),
)
