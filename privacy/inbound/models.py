"""Mails that came in: kept whole until a reader has taken them in, or until staff have looked."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.inbound.enums import MailState, Trouble
from privacy.web.row_names import dated


class ReceivedMailQuerySet(models.QuerySet["ReceivedMail"]):
    def waiting(self) -> "ReceivedMailQuerySet":
        return self.filter(state=MailState.WAITING)

    def due(self, now: datetime) -> "ReceivedMailQuerySet":
        return self.waiting().filter(due_at__lte=now)

    def quarantined(self) -> "ReceivedMailQuerySet":
        return self.filter(state=MailState.QUARANTINED)


class ReceivedMail(models.Model):
    """A mail as it came in.

    ``digest`` tells one mail from another, so that what comes twice is taken in once. Of a mail that was taken in, the
    digest alone is kept: the bytes and the sender are cleared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    email = AddressField(_("sender"), blank=True, db_index=True)
    email_written = WrittenAddressField(_("sender as written"), blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    raw = models.BinaryField(_("the mail"))
    state = models.CharField(_("state"), max_length=12, choices=MailState, default=MailState.WAITING)
    trouble = models.CharField(_("put aside because"), max_length=12, choices=Trouble, blank=True)
    reader = models.CharField(_("taken in by"), max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)
    received_at = models.DateTimeField(_("received at"))
    due_at = models.DateTimeField(_("due at"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = ReceivedMailQuerySet.as_manager()

    class Meta:
        ordering = ("-received_at", "id")
        verbose_name = _("mail that came in")
        verbose_name_plural = _("mails that came in")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(email="", email_written="", subject="", raw=b""),
                name="taken_mail_keeps_no_person",
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state="waiting"), name="received_mail_waiting"),
            models.Index(
                fields=("received_at", "id"), condition=Q(state="quarantined"), name="received_mail_put_aside"
            ),
            models.Index(fields=("received_at", "id"), name="received_mail_by_time"),
            models.Index(fields=("state", "received_at"), name="received_mail_by_state"),
        )

    def __str__(self) -> str:
        return dated(self, self.received_at)
