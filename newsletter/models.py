"""Subscriptions, issues, and who was sent what."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.enums import DeliveryState, EndReason, IssueState, SubscriptionState
from privacy.fields import in_language


class ConsentText(models.Model):
    """The exact words that somebody agreed to, kept once under their hash (Art. 7(1))."""

    sha256 = models.CharField(_("hash"), max_length=64, primary_key=True)
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return self.sha256[:12]


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def live(self) -> "SubscriptionQuerySet":
        return self.filter(state__in=(SubscriptionState.PENDING, SubscriptionState.ACTIVE))

    def pending(self) -> "SubscriptionQuerySet":
        return self.filter(state=SubscriptionState.PENDING)

    def active(self) -> "SubscriptionQuerySet":
        return self.filter(state=SubscriptionState.ACTIVE)

    def ended(self) -> "SubscriptionQuerySet":
        return self.filter(state=SubscriptionState.ENDED)


class Subscription(models.Model):
    """One person's wish to get the newsletter, from the request to its end, with what it takes to prove it.

    ``mailed_at`` holds when the sign-up form last wrote to the address; it bounds what a stranger can cause.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), db_index=True)
    language = models.CharField(_("language"), max_length=8)
    state = models.CharField(_("state"), max_length=8, choices=SubscriptionState, default=SubscriptionState.PENDING)
    requested_at = models.DateTimeField(_("asked for at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.CharField(_("how it ended"), max_length=12, choices=EndReason, blank=True)
    form = models.CharField(_("form"), max_length=40)
    revision = models.PositiveIntegerField(_("revision of the policy"), null=True)
    consent_sha256 = models.CharField(_("hash of the consent text"), max_length=64)
    mailed_at = ArrayField(models.DateTimeField(), verbose_name=_("mails from the sign-up form"), default=list)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "id")
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = (
            models.UniqueConstraint(
                fields=("email",),
                condition=Q(state__in=("pending", "active")),
                name="one_live_subscription_per_address",
            ),
            models.CheckConstraint(
                condition=~Q(state="active")
                | Q(confirmed_at__isnull=False, ended_at__isnull=True, retain_until__isnull=True),
                name="active_subscription_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False, retain_until__isnull=False),
                name="ended_subscription_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="pending") | Q(retain_until__isnull=False), name="pending_subscription_has_an_end"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class IssueQuerySet(models.QuerySet["Issue"]):
    def sending(self) -> "IssueQuerySet":
        return self.filter(state=IssueState.SENDING)


class Issue(models.Model):
    """One newsletter, written by staff in light Markdown.

    ``subject`` and ``body`` map languages to texts; who reads a language that is not there gets the site's first one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.JSONField(_("subject"), default=dict)
    body = models.JSONField(
        _("text"), default=dict, help_text=_("Markdown: # heading, *emphasis*, [link](https://…), lists. No images.")
    )
    state = models.CharField(_("state"), max_length=8, choices=IssueState, default=IssueState.DRAFT, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    queued_at = models.DateTimeField(_("sending began at"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)

    objects: ClassVar = IssueQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("issue")
        verbose_name_plural = _("issues")

    def __str__(self) -> str:
        return in_language(self.subject) or str(self.pk)

    def clean(self) -> None:
        first = settings.LANGUAGE_CODE
        for name in ("subject", "body"):
            if not getattr(self, name).get(first, "").strip():
                raise ValidationError({name: _("Write at least the Norwegian text.")})
        if any("\n" in text or len(text) > 150 for text in self.subject.values()):
            raise ValidationError({"subject": _("A subject is one line of at most 150 characters.")})
        if missing := set(self.subject) ^ set(self.body):
            raise ValidationError(
                _("Write both subject and text in: %(languages)s."), params={"languages": ", ".join(sorted(missing))}
            )


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.PENDING)

    def unfinished(self) -> "DeliveryQuerySet":
        return self.filter(state__in=(DeliveryState.PENDING, DeliveryState.CLAIMED))

    def abandoned(self, before: datetime) -> "DeliveryQuerySet":
        """Claimed so long ago that whoever claimed it is gone."""
        return self.filter(state=DeliveryState.CLAIMED, claimed_at__lt=before)


class Delivery(models.Model):
    """One copy of one issue for one subscription. Holds no address; goes when the subscription goes.

    A trigger turns a claim into ``skipped`` when the subscription is not active at that moment (LAW P19).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="deliveries", verbose_name=_("issue"))
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="deliveries", verbose_name=_("subscription")
    )
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    last_error = models.CharField(_("last error"), max_length=80, blank=True)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-due_at", "id")
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (models.UniqueConstraint(fields=("issue", "subscription"), name="one_copy_per_subscription"),)
        indexes = (
            models.Index(fields=("issue", "due_at"), condition=Q(state="pending"), name="delivery_pending_by_issue"),
            models.Index(fields=("claimed_at",), condition=Q(state="claimed"), name="delivery_claimed"),
        )

    def __str__(self) -> str:
        return str(self.pk)
