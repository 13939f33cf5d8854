"""Answers of staff for promises that no program can check, and alarms about broken promises."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 1000
LONGEST_VALIDITY = timedelta(days=366)


class PromiseAnswerQuerySet(models.QuerySet["PromiseAnswer"]):
    def latest_of_each(self) -> list["PromiseAnswer"]:
        """Return the newest answer for each promise, with the person who gave it."""
        newest = self.order_by("promise", "-given_on", "-pk").distinct("promise")
        return list(newest.select_related("answered_by"))


class PromiseAnswer(models.Model):
    """Answer of a member of staff for one promise, valid through ``until``."""

    promise = models.CharField(_("promise"), max_length=8)
    # Deleted with the account: staff who have left cannot answer for a promise.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who answers")
    )
    given_on = models.DateField(_("given on"))
    until = models.DateField(_("valid until and including"))
    note = models.TextField(_("what this rests on"), validators=[MaxLengthValidator(LONGEST_NOTE)])
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = PromiseAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("-given_on", "-pk")
        verbose_name = _("answer for a promise")
        verbose_name_plural = _("answers for promises")
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("given_on")), name="promise_answer_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(until__lte=F("given_on") + LONGEST_VALIDITY), name="promise_answer_lasts_a_year_at_most"
            ),
        )
        indexes = (models.Index(fields=("promise", "-given_on"), name="promise_answer_latest"),)

    def __str__(self) -> str:
        return f"{self.promise} {self.until}"


class PromiseAlarm(models.Model):
    """Mail to one member of staff about the promises that a run of the checks found newly broken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who is told"))
    checked_at = models.DateTimeField(_("checked at"))
    promises = models.JSONField(_("promises"), default=list)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ("-checked_at", "id")
        verbose_name = _("alarm about broken promises")
        verbose_name_plural = _("alarms about broken promises")

    def __str__(self) -> str:
        return str(self.pk)
