"""Sign-ups that wait, subscriptions, and the texts of consent."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consent.interests.queries import uninterested_in
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.restriction.guard import GuardedManager
from privacy.web.row_names import dated


class ConsentText(models.Model):
    """The exact text that subscribers agreed to, stored once under its hash (GDPR Art. 7(1))."""

    sha256 = models.CharField(_("hash"), max_length=64, primary_key=True)
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return f"{capfirst(str(self._meta.verbose_name))} {self.sha256[:8]}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def of(self, address: str) -> "SubscriptionQuerySet":
        """Return the subscriptions of a mailbox, under every spelling."""
        return self.filter(email=address)

    def active(self) -> "SubscriptionQuerySet":
        return self.filter(state=SubscriptionState.ACTIVE)

    def wanting(self, topics: Collection[str]) -> "SubscriptionQuerySet":
        """Return those that want an issue about these topics; everybody wants one about none.

        What a person chose counts. Who chose nothing gets every issue, unless their profile, to which they said yes,
        has other interests only (LAW P20).
        """
        if not topics:
            return self.all()
        others = uninterested_in(topics).values("email")
        return self.filter(Q(topics__overlap=list(topics)) | (Q(topics=[]) & ~Q(email__in=others)))

    def ended(self) -> "SubscriptionQuerySet":
        return self.filter(state=SubscriptionState.ENDED)


class PendingSignUpQuerySet(models.QuerySet["PendingSignUp"]):
    def of(self, address: str) -> "PendingSignUpQuerySet":
        """Return the sign-ups of a mailbox, under every spelling."""
        return self.filter(email=address)

    def waiting(self) -> "PendingSignUpQuerySet":
        """Return those that were not dropped; they may have expired."""
        return self.filter(dropped_at__isnull=True)

    def confirmable(self, now: datetime) -> "PendingSignUpQuerySet":
        return self.waiting().filter(retain_until__gt=now)


class PendingSignUp(models.Model):
    """A sign-up that nobody has confirmed: no subscriber, in no count and no list, and gone after seven days.

    Each sign-up is a row of its own. A confirmation makes a subscription of it, with the same id. ``replaces``: the
    subscription that moves to this address then. ``dropped_at``: the person left or objected, so that its link is used
    up; the row goes with the next retention run. ``salt`` and ``mailed_at`` as in ``Subscription``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    salt = models.UUIDField(_("salt"), default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    language = models.CharField(_("language"), max_length=8)
    topics = ArrayField(models.CharField(max_length=40), verbose_name=_("topics"), default=list, db_default=[])
    requested_at = models.DateTimeField(_("asked for at"))
    form = models.CharField(_("form"), max_length=40)
    revision = models.PositiveIntegerField(_("revision of the policy"), null=True)
    consent_sha256 = models.CharField(_("hash of the consent text"), max_length=64)
    mailed_at = ArrayField(models.DateTimeField(), verbose_name=_("mails from the sign-up form"), default=list)
    replaces = models.UUIDField(_("subscription that moves here"), null=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = PendingSignUpQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "id")
        verbose_name = _("sign-up that waits")
        verbose_name_plural = _("sign-ups that wait")
        indexes = (
            models.Index(fields=("requested_at", "id"), name="pending_by_time"),
            models.Index(fields=("language", "requested_at"), name="pending_by_language"),
        )

    def __str__(self) -> str:
        return dated(self, self.requested_at)


class Subscription(models.Model):
    """A subscription from its confirmation to its end, with the evidence of consent. Of an address one is active.

    ``is_second_spelling``: the row was made when another spelling counted as another mailbox, and both rows are kept.
    ``salt`` goes into the hash of the address that the journal keeps, which says nothing once the row is deleted.
    ``topics``: keys of the topics that the person wants; empty means all. ``paused_until``: nothing is sent before.
    ``mailed_at`` lists the mails from the sign-up form for this request; it limits the mail that a stranger can cause.
    ``link_codes``: HMACs of the rows that links in the person's mails from before name, so that these still end what
    the person has; None if the row itself is from then, and its id is in such links.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    is_second_spelling = models.BooleanField(_("a second spelling of one mailbox"), default=False, editable=False)
    salt = models.UUIDField(_("salt"), default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    language = models.CharField(_("language"), max_length=8)
    topics = ArrayField(
        models.CharField(max_length=40), verbose_name=_("topics"), default=list, db_default=[], blank=True
    )
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=SubscriptionState)
    requested_at = models.DateTimeField(_("asked for at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.CharField(_("how it ended"), max_length=12, choices=EndReason, blank=True)
    form = models.CharField(_("form"), max_length=40)
    revision = models.PositiveIntegerField(_("revision of the policy"), null=True)
    consent_sha256 = models.CharField(_("hash of the consent text"), max_length=64)
    mailed_at = ArrayField(models.DateTimeField(), verbose_name=_("mails from the sign-up form"), default=list)
    link_codes = ArrayField(
        models.CharField(max_length=64),
        verbose_name=_("codes of earlier links"),
        null=True,
        default=list,
        editable=False,
    )
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = GuardedManager.from_queryset(SubscriptionQuerySet)()
    stored: ClassVar = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "id")
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = (
            models.Index(fields=("requested_at", "id"), name="subscription_by_time"),
            models.Index(fields=("state", "requested_at"), name="subscription_by_state"),
            models.Index(fields=("language", "requested_at"), name="subscription_by_language"),
            models.Index(fields=("end_reason", "requested_at"), name="subscription_by_end"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("email",),
                condition=Q(state="active", is_second_spelling=False),
                name="one_active_subscription_per_address",
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
        )

    def __str__(self) -> str:
        return dated(self, self.requested_at)
