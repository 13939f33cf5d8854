"""Requests for trial accounts."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contact.trials.enums import TrialState
from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.restriction.guard import GuardedManager


class TrialRequestQuerySet(models.QuerySet["TrialRequest"]):
    def waiting(self) -> "TrialRequestQuerySet":
        return self.in_use().filter(state=TrialState.WAITING)

    def to_remind(self, now: datetime, before: timedelta) -> "TrialRequestQuerySet":
        """Trials that end soon, of people who have not been reminded. One that is no longer than that needs none."""
        ending = self.in_use().filter(state=TrialState.APPROVED, reminded_at__isnull=True)
        return ending.filter(ends_at__gt=now, ends_at__lte=now + before).filter(ends_at__gt=F("decided_at") + before)

    def in_use(self) -> "TrialRequestQuerySet":
        """Requests that are not under restriction."""
        return self.filter(restricted_at__isnull=True)

    def restricted(self) -> "TrialRequestQuerySet":
        return self.filter(restricted_at__isnull=False)


class TrialRequest(models.Model):
    """A request for a trial account, from the form to the answer and the end of the trial.

    ``answer_subject`` and ``answer_text`` are the mail with which staff answered, as it was sent. ``mailed_at``: when
    the mail with the link to confirm left. ``reminded_at``: when the mail about the end was posted. ``salt`` goes into
    the hash of the address that the journal keeps. ``restricted_at``: since when it is kept for a legal hold only (GDPR
    Art. 18, LAW D-37).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(gettext_lazy("name"), max_length=120)
    company = models.CharField(gettext_lazy("company"), max_length=120, blank=True)
    email = AddressField(gettext_lazy("e-mail address"), db_index=True)
    email_written = WrittenAddressField(gettext_lazy("e-mail address as written"), editable=False)
    salt = models.UUIDField(gettext_lazy("salt"), default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    use = models.TextField(pgettext_lazy("trial", "what it is for"), blank=True)
    language = models.CharField(gettext_lazy("language"), max_length=8)
    state = models.CharField(gettext_lazy("state"), max_length=12, choices=TrialState, default=TrialState.UNCONFIRMED)
    requested_at = models.DateTimeField(gettext_lazy("asked for at"))
    mailed_at = models.DateTimeField(gettext_lazy("mailed at"), null=True)
    confirmed_at = models.DateTimeField(gettext_lazy("confirmed at"), null=True)
    decided_at = models.DateTimeField(gettext_lazy("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=gettext_lazy("decided by")
    )
    ends_at = models.DateTimeField(gettext_lazy("trial ends at"), null=True)
    reminded_at = models.DateTimeField(gettext_lazy("reminded at"), null=True)
    answer_subject = models.CharField(gettext_lazy("subject of the answer"), max_length=200, blank=True)
    answer_text = models.TextField(gettext_lazy("text of the answer"), blank=True)
    restricted_at = models.DateTimeField(gettext_lazy("only kept since"), null=True)
    retain_until = models.DateTimeField(gettext_lazy("kept until"), db_index=True)

    objects: ClassVar = GuardedManager.from_queryset(TrialRequestQuerySet)()
    stored: ClassVar = TrialRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "-id")
        verbose_name = gettext_lazy("request for a trial account")
        verbose_name_plural = gettext_lazy("requests for trial accounts")
        indexes = (
            models.Index(fields=("requested_at", "id"), name="trial_by_time"),
            models.Index(fields=("state", "requested_at", "id"), name="trial_by_state"),
            models.Index(fields=("language", "requested_at"), name="trial_by_language"),
            models.Index(
                fields=("requested_at", "id"), condition=Q(restricted_at__isnull=False), name="trial_kept_by_time"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="unconfirmed", confirmed_at__isnull=True)
                | (~Q(state="unconfirmed") & Q(confirmed_at__isnull=False)),
                name="trial_waits_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("unconfirmed", "waiting"), decided_at__isnull=True)
                | Q(state__in=("approved", "declined"), decided_at__isnull=False),
                name="decided_trial_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", ends_at__isnull=False) | (~Q(state="approved") & Q(ends_at__isnull=True)),
                name="approved_trial_has_an_end",
            ),
        )

    def __str__(self) -> str:
        day = date_format(localtime(self.requested_at), "SHORT_DATETIME_FORMAT")
        return _("Request of %(day)s") % {"day": day}
