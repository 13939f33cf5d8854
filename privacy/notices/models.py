"""Notices to recipients, and the circuit breaker of each connector."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.inventory import declarations
from privacy.notices.enums import OPEN, Answer, Channel, NoticeKind, NoticeState
from privacy.recipients.models import Vendor


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> "NoticeQuerySet":
        """Notices that nobody has evidence for yet."""
        return self.filter(state__in=OPEN)

    def due(self, now: datetime) -> "NoticeQuerySet":
        return self.filter(state=NoticeState.DUE, due_at__lte=now)

    def failed(self) -> "NoticeQuerySet":
        return self.filter(state=NoticeState.FAILED)


class Notice(models.Model):
    """A recipient is told that a person's data was corrected, erased or restricted (GDPR Art. 19, LAW D-25).

    ``source`` is the id of the request. ``email`` and ``values`` are what the recipient needs to find and change the
    data; they are emptied when the notice is settled. ``evidence`` is what shows that it was delivered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.UUIDField(_("request"), db_index=True)
    vendor = models.ForeignKey(Vendor, models.CASCADE, related_name="notices", verbose_name=_("recipient"))
    kind = models.CharField(_("what"), max_length=12, choices=NoticeKind)
    channel = models.CharField(_("how"), max_length=12, choices=Channel)
    state = models.CharField(_("state"), max_length=8, choices=NoticeState, default=NoticeState.DUE)
    email = AddressField(_("whose"), blank=True, db_index=True)
    email_written = WrittenAddressField(_("whose, as written"), blank=True, editable=False)
    values = models.JSONField(_("right values"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("sent at"), null=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by")
    )
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "id")
        verbose_name = _("notice to a recipient")
        verbose_name_plural = _("notices to recipients")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=NoticeState.DONE, settled_at__isnull=False, email="") & ~Q(evidence="")
                | ~Q(state=NoticeState.DONE) & Q(settled_at__isnull=True),
                name="notice_settled_has_evidence",
            ),
            models.CheckConstraint(condition=~Q(evidence__contains="@"), name="notice_evidence_holds_no_address"),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state="due"), name="notice_due_by_time"),
            models.Index(fields=("made_at", "id"), name="notice_by_time"),
            models.Index(fields=("state", "made_at"), name="notice_by_state"),
            models.Index(fields=("kind", "made_at"), name="notice_by_kind"),
        )

    def __str__(self) -> str:
        return f"{self.vendor}: {self.get_kind_display()}"

    def values_in_words(self) -> list[tuple[str, str]]:
        """Return the right values with the titles of their fields."""
        # Fields of many models have the same name; the recipient has data of its own purposes.
        ordered = sorted(declarations.all_personal(), key=lambda data: data.purpose in self.vendor.purposes)
        titles = {name: field.title for data in ordered for name, field in data.fields.items()}
        return [(str(titles.get(name, name)), value) for name, value in self.values.items()]

    @property
    def is_settled(self) -> bool:
        return self.state == NoticeState.DONE


class Circuit(models.Model):
    """How the last calls to a recipient's system ended; after several failures in a row it is left alone."""

    vendor = models.CharField(_("recipient"), max_length=80, primary_key=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    open_until = models.DateTimeField(_("left alone until"), null=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("connection to a recipient")
        verbose_name_plural = _("connections to recipients")

    def __str__(self) -> str:
        return self.vendor
