"""Messages from the contact form."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.restriction.guard import GuardedManager


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.in_use().filter(handled_at__isnull=True)

    def in_use(self) -> "MessageQuerySet":
        """Messages that are not under restriction."""
        return self.filter(restricted_at__isnull=True)

    def restricted(self) -> "MessageQuerySet":
        return self.filter(restricted_at__isnull=False)

    def credible(self) -> "MessageQuerySet":
        return self.filter(is_suspect=False)


class Message(models.Model):
    """A message from the contact form, with the fields of the form only (LAW P8).

    ``salt`` goes into the hash of the address that the journal keeps, which says nothing once the row is deleted.
    ``restricted_at``: since when it is kept for a legal hold only and not processed (GDPR Art. 18, LAW D-37).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    salt = models.UUIDField(_("salt"), default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    text = models.TextField(_("message"))
    language = models.CharField(_("language"), max_length=8)
    is_suspect = models.BooleanField(
        _("looks like spam"), default=False, help_text=_("A field that people do not see was filled in.")
    )
    received_at = models.DateTimeField(_("received at"))
    handled_at = models.DateTimeField(_("handled at"), null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("handled by")
    )
    restricted_at = models.DateTimeField(_("only kept since"), null=True)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = GuardedManager.from_queryset(MessageQuerySet)()
    stored: ClassVar = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-received_at", "id")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = (
            models.Index(fields=("received_at",), condition=Q(handled_at__isnull=True), name="message_waiting_by_time"),
            models.Index(
                fields=("received_at", "id"), condition=Q(restricted_at__isnull=True), name="message_in_use_by_time"
            ),
            models.Index(
                fields=("received_at", "id"), condition=Q(handled_at__isnull=False), name="message_handled_by_time"
            ),
            models.Index(
                fields=("received_at", "id"), condition=Q(restricted_at__isnull=False), name="message_kept_by_time"
            ),
            models.Index(fields=("is_suspect", "received_at"), name="message_by_suspicion"),
            models.Index(fields=("language", "received_at"), name="message_by_language"),
        )

    def __str__(self) -> str:
        return _("Message of %(day)s") % {"day": date_format(localtime(self.received_at), "SHORT_DATETIME_FORMAT")}


class Reply(models.Model):
    """An answer to a message: the subject and the whole text of the mail, as it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="replies", verbose_name=_("message"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text of the mail"))
    replied_at = models.DateTimeField(_("answered at"))
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = GuardedManager()
    stored: ClassVar = models.Manager()

    class Meta:
        ordering = ("replied_at", "id")
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return str(self.pk)
