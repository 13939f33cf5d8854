"""What was reported of copies, counts of it, and what a comparison with the provider found."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.bounces.enums import EventKind, Outcome
from newsletter.subscriptions.models import Subscription
from privacy.web.row_names import dated


class MailEventQuerySet(models.QuerySet["MailEvent"]):
    def waiting(self) -> "MailEventQuerySet":
        return self.filter(processed_at__isnull=True)


class MailEvent(models.Model):
    """A report about a copy, without address and text; it is deleted with the subscription.

    ``digest`` recognises a report that comes again, by another way too. ``issue_id`` is empty where nobody knows which
    issue it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    kind = models.CharField(_("what was reported"), max_length=9, choices=EventKind)
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="mail_events", verbose_name=_("subscription")
    )
    issue_id = models.UUIDField(_("issue"), null=True)
    source = models.CharField(_("reported by"), max_length=30)
    reported_at = models.DateTimeField(_("reported at"))
    processed_at = models.DateTimeField(_("acted on at"), null=True)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = MailEventQuerySet.as_manager()

    class Meta:
        ordering = ("-reported_at", "id")
        verbose_name = _("report about a copy")
        verbose_name_plural = _("reports about copies")
        indexes = (
            models.Index(fields=("reported_at",), condition=Q(processed_at__isnull=True), name="mail_event_waiting"),
            models.Index(fields=("reported_at", "id"), name="mail_event_by_time"),
            models.Index(fields=("kind", "reported_at"), name="mail_event_by_kind"),
        )

    def __str__(self) -> str:
        return dated(self, self.reported_at)


class IssueCount(models.Model):
    """How many reports of a kind there were about an issue; it stays when the subscriptions are gone."""

    issue_id = models.UUIDField(_("issue"))
    kind = models.CharField(_("what was reported"), max_length=9, choices=EventKind)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("count of reports")
        verbose_name_plural = _("counts of reports")
        constraints = (models.UniqueConstraint(fields=("issue_id", "kind"), name="one_count_per_issue_and_kind"),)

    def __str__(self) -> str:
        return f"{self.issue_id} {self.kind}"


class Comparison(models.Model):
    """A comparison with the provider's list, in numbers.

    ``unknown``: addresses on it that have no live subscription here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(_("provider"), max_length=30)
    compared_at = models.DateTimeField(_("compared at"))
    listed = models.PositiveIntegerField(_("on the provider’s list"), default=0)
    ended = models.PositiveIntegerField(_("ended here"), default=0)
    newer = models.PositiveIntegerField(_("confirmed here since"), default=0)
    unknown = models.PositiveIntegerField(_("not subscribed here"), default=0)
    is_whole = models.BooleanField(_("the provider answered"), default=True)

    class Meta:
        ordering = ("-compared_at", "-id")
        verbose_name = _("comparison with the mail provider")
        verbose_name_plural = _("comparisons with the mail provider")
        constraints = (models.UniqueConstraint(fields=("compared_at", "id"), name="comparison_by_time"),)

    def __str__(self) -> str:
        return dated(self, self.compared_at)


class Difference(models.Model):
    """A subscription that was live here although the provider blocks its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="differences", verbose_name=_("subscription")
    )
    kind = models.CharField(_("why it is blocked there"), max_length=9, choices=EventKind)
    outcome = models.CharField(_("what became of it"), max_length=5, choices=Outcome)
    blocked_at = models.DateTimeField(_("blocked there at"))
    found_at = models.DateTimeField(_("found at"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ("-found_at", "id")
        verbose_name = _("difference from the mail provider")
        verbose_name_plural = _("differences from the mail provider")
        indexes = (
            models.Index(fields=("found_at", "id"), name="difference_by_time"),
            models.Index(fields=("outcome", "found_at"), name="difference_by_outcome"),
        )
        constraints = (
            models.UniqueConstraint(fields=("subscription", "blocked_at"), name="one_difference_per_subscription"),
        )

    def __str__(self) -> str:
        return dated(self, self.found_at)
