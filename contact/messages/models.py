"""Messages to us, by form and by mail, our answers, and the people and files in them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from contact.messages.enums import Channel, PersonRole
from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.register.languages.fields import TranslatedField
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
    """A message to us: from the contact form, with the fields of the form only (LAW P8), or by mail.

    Messages with the same ``conversation`` belong together: each mail that answers one of our answers. ``mail_id`` is
    the Message-ID, for the threads of mail programs. ``spf``, ``dkim`` and ``dmarc`` are what our own mail server said
    of the sender's domain; they prove no person. ``left_out`` names the attachments that were not kept, and why.
    ``handed_on_at``: when staff made a request of it. ``salt`` goes
    into the hash of the address that the journal keeps, which says nothing once the row is deleted.
    ``restricted_at``: since when it is kept for a legal hold only and not processed (GDPR Art. 18, LAW D-37).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    salt = models.UUIDField(_("salt"), default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    channel = models.CharField(_("came by"), max_length=4, choices=Channel, default=Channel.FORM)
    conversation = models.UUIDField(_("conversation"), default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("message"))
    html = models.TextField(_("message as it was formatted"), blank=True)
    blocked_images = models.PositiveSmallIntegerField(_("pictures of other servers, not shown"), default=0)
    mail_id = models.CharField(_("Message-ID"), max_length=500, blank=True, editable=False)
    spf = models.CharField("SPF", max_length=12, blank=True)
    dkim = models.CharField("DKIM", max_length=12, blank=True)
    dmarc = models.CharField("DMARC", max_length=12, blank=True)
    is_automatic = models.BooleanField(_("sent by a program"), default=False)
    left_out = models.JSONField(_("attachments that were not kept"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=8)
    is_suspect = models.BooleanField(
        _("looks like spam"),
        default=False,
        help_text=_("A field that people do not see was filled in, or the mail was sent to many."),
    )
    received_at = models.DateTimeField(_("received at"))
    handled_at = models.DateTimeField(_("handled at"), null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("handled by")
    )
    handed_on_at = models.DateTimeField(_("made a request at"), null=True)
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
            models.Index(fields=("channel", "received_at"), name="message_by_channel"),
            models.Index(fields=("conversation", "received_at"), name="message_by_conversation"),
        )

    @property
    def has_writer(self) -> bool:
        """Whether it is known who wrote it: the message stays for whom it mentions when its writer is erased."""
        return "@" in self.email

    def __str__(self) -> str:
        return _("Message of %(day)s") % {"day": date_format(localtime(self.received_at), "SHORT_DATETIME_FORMAT")}


class MessagePerson(models.Model):
    """Somebody else in a message: in copy of the mail, or mentioned in it, as staff marked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="people", verbose_name=_("message"))
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=9, choices=PersonRole)
    added_at = models.DateTimeField(_("added at"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = GuardedManager()
    stored: ClassVar = models.Manager()

    class Meta:
        ordering = ("role", "added_at", "id")
        verbose_name = _("person in a message")
        verbose_name_plural = _("people in messages")
        constraints = (
            models.UniqueConstraint(fields=("message", "email", "role"), name="one_person_per_message_and_role"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Attachment(models.Model):
    """A file that came with a mail; ``content_type`` is what its bytes are, not what the mail said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments", verbose_name=_("message"))
    name = models.CharField(_("name of the file"), max_length=120)
    content_type = models.CharField(_("kind"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    content = models.BinaryField(_("content"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = GuardedManager()
    stored: ClassVar = models.Manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return str(self.pk)


class Reply(models.Model):
    """An answer to a message: the subject and the whole text of the mail, as it was sent.

    ``token`` is in the address to which it can be answered, and joins that mail to the conversation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="replies", verbose_name=_("message"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text of the mail"))
    token = models.UUIDField(_("token"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    undelivered_at = models.DateTimeField(_("came back undelivered at"), null=True)
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


class ReplyTemplate(models.Model):
    """A text that staff begin an answer with, in each language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=80, unique=True)
    text = TranslatedField(_("text"), may_lack=True)

    class Meta:
        ordering = ("title",)
        verbose_name = _("template of an answer")
        verbose_name_plural = _("templates of answers")

    def __str__(self) -> str:
        return self.title
