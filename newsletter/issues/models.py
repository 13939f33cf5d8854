"""Issues, and their deliveries to subscribers."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.issues.enums import DeliveryState, IssueState, PauseReason, SkipReason
from newsletter.subscriptions.models import Subscription
from privacy.pictures.enums import ImageKind
from privacy.register.languages.fields import TranslatedField, in_language, names_of
from privacy.restriction.guard import GuardedManager
from privacy.web.row_names import dated


class IssueQuerySet(models.QuerySet["Issue"]):
    def due(self, now: datetime) -> "IssueQuerySet":
        """Return those whose planned start has come."""
        return self.filter(state=IssueState.SCHEDULED, starts_at__lte=now)

    def rested(self, now: datetime) -> "IssueQuerySet":
        """Return those whose pause ends by itself and is over."""
        return self.filter(state=IssueState.PAUSED, resumes_at__lte=now)

    def unfinished(self) -> "IssueQuerySet":
        """Return those of which copies may still leave."""
        return self.exclude(state__in=(IssueState.DRAFT, IssueState.SENT, IssueState.CANCELLED))

    def sending(self) -> "IssueQuerySet":
        return self.filter(state=IssueState.SENDING)


class Issue(models.Model):
    """A newsletter, written by staff in Markdown without raw HTML; its pictures are rows of their own.

    ``subject`` and ``body`` map languages to texts; a missing language falls back to the default language. ``mails``
    maps languages to the subject, the text and the HTML of the mail, from the moment that it was frozen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.JSONField(_("subject"), default=dict)
    body = models.JSONField(_("text"), default=dict)
    topics = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("topics"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Who wants other topics only does not get it. None: for everybody."),
    )
    state = models.CharField(_("state"), max_length=10, choices=IssueState, default=IssueState.DRAFT, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    queued_at = models.DateTimeField(_("made ready at"), null=True, editable=False)
    starts_at = models.DateTimeField(_("planned start"), null=True, editable=False)
    resumes_at = models.DateTimeField(_("goes on at"), null=True, editable=False)
    pause_reason = models.CharField(
        _("reason of the pause"), max_length=10, choices=PauseReason, blank=True, default="", editable=False
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)
    mails = models.JSONField(_("mails"), default=dict, editable=False)

    objects: ClassVar = IssueQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=IssueState.DRAFT) | Q(queued_at__isnull=False),
                name="issue_is_frozen_before_it_leaves",
            ),
            models.CheckConstraint(
                condition=~Q(state=IssueState.SCHEDULED) | Q(starts_at__isnull=False),
                name="scheduled_issue_has_a_start",
            ),
            models.CheckConstraint(
                condition=Q(state=IssueState.PAUSED) | Q(resumes_at__isnull=True, pause_reason=""),
                name="only_a_paused_issue_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return in_language(self.subject) or dated(self, self.created_at)

    def clean(self) -> None:
        first = settings.LANGUAGE_CODE
        for name in ("subject", "body"):
            if not getattr(self, name).get(first, "").strip():
                raise ValidationError({name: _("Write at least the Norwegian text.")})
        if any("\n" in text or len(text) > 150 for text in self.subject.values()):
            raise ValidationError({"subject": _("A subject is one line of at most 150 characters.")})
        if missing := set(self.subject) ^ set(self.body):
            raise ValidationError(
                _("Write both subject and text in: %(languages)s."), params={"languages": ", ".join(names_of(missing))}
            )


class IssuePictureQuerySet(models.QuerySet["IssuePicture"]):
    def without_content(self) -> "IssuePictureQuerySet":
        """Read the facts and not the bytes."""
        return self.defer("content")

    def sent(self) -> "IssuePictureQuerySet":
        """Return those of issues that anybody may read in the archive."""
        return self.filter(issue__state=IssueState.SENT)


class IssuePicture(models.Model):
    """A picture of an issue, without metadata; its text names it by ``number``.

    A trigger refuses to change or delete one of an issue that is no draft. It is deleted with the issue.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The database deletes it: the trigger must see that the issue is gone.
    issue = models.ForeignKey(
        Issue, models.DO_NOTHING, related_name="pictures", verbose_name=_("issue"), db_index=False
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    alt = TranslatedField(
        _("alternative text"),
        blank=True,
        is_line=True,
        may_lack=True,
        help_text=_(
            "What the picture shows, for those who do not see it. In each language that the issue is written in."
        ),
    )
    is_decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_("The picture says nothing, so that screen readers leave it out."),
    )
    sha256 = models.CharField(max_length=64, editable=False)
    kind = models.CharField(max_length=4, choices=ImageKind, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    size = models.PositiveIntegerField(editable=False)
    content = models.BinaryField()

    objects: ClassVar = IssuePictureQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name = _("picture file")
        verbose_name_plural = _("pictures")
        constraints = (models.UniqueConstraint(fields=("issue", "number"), name="one_picture_per_number"),)
        indexes = (models.Index(fields=("sha256",), name="issue_picture_by_hash"),)

    def __str__(self) -> str:
        return f"picture:{self.number}"

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return f"{self.sha256[:16]}.{self.kind}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.PENDING)

    def unfinished(self) -> "DeliveryQuerySet":
        return self.filter(state__in=(DeliveryState.PENDING, DeliveryState.CLAIMED))

    def missed(self) -> "DeliveryQuerySet":
        """Return those that nobody got, or of which nobody knows."""
        return self.exclude(state=DeliveryState.SENT)

    def uncertain(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.UNCERTAIN)

    def undelivered(self) -> "DeliveryQuerySet":
        """Return those that were refused or interrupted, and may be sent again."""
        again = self.filter(state__in=(DeliveryState.FAILED, DeliveryState.UNCERTAIN))
        return again.exclude(issue__state=IssueState.CANCELLED)

    def skip_waiting(self, reason: SkipReason = SkipReason.ENDED) -> int:
        """Let the copies that wait not be sent; return how many.

        Rows that a sender holds are left to the trigger: waiting for them here could deadlock.
        """
        waiting = list(self.pending().select_for_update(skip_locked=True).values_list("pk", flat=True))
        return self.filter(pk__in=waiting).update(state=DeliveryState.SKIPPED, skip_reason=reason)

    def claimed_before(self, at: datetime) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.CLAIMED, claimed_at__lt=at)


class Delivery(models.Model):
    """A copy of an issue for a subscription. Holds no address; is deleted with the subscription.

    A trigger turns a claim into ``skipped`` when the subscription is not active, is paused or only stored, or wants
    other topics at that moment (LAW P19, P20).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="deliveries", verbose_name=_("issue"), db_index=False)
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="deliveries", verbose_name=_("subscription")
    )
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    last_error = models.CharField(_("last error"), max_length=80, blank=True)
    skip_reason = models.CharField(
        _("why it was not sent"), max_length=10, choices=SkipReason, blank=True, default="", db_default=""
    )
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = GuardedManager.from_queryset(DeliveryQuerySet)()
    stored: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-due_at", "id")
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (
            models.UniqueConstraint(fields=("issue", "subscription"), name="one_copy_per_subscription"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SKIPPED) | Q(skip_reason=""), name="only_a_skipped_copy_has_a_reason"
            ),
        )
        indexes = (
            # The copies of an issue are due at the same time, so the id is needed.
            models.Index(fields=("due_at", "id"), name="delivery_by_time"),
            models.Index(fields=("state", "due_at", "id"), name="delivery_by_state"),
            models.Index(fields=("issue", "due_at", "id"), name="delivery_by_issue"),
            models.Index(fields=("issue", "due_at"), condition=Q(state="pending"), name="delivery_pending_by_issue"),
            models.Index(fields=("claimed_at",), condition=Q(state="claimed"), name="delivery_being_sent"),
        )

    def __str__(self) -> str:
        return dated(self, self.due_at)

    @property
    def why(self) -> str:
        """Return why it was not sent, or the class of the last error."""
        return str(self.get_skip_reason_display() or self.last_error)
