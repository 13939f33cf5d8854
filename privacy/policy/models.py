"""Published texts and documents of a revision; immutable (LAW P58, P59, X-30)."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.register.models import Revision


class RevisionText(models.Model):
    """The policy of one revision in one language, as the HTML that visitors get."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    html = models.TextField(_("text"))
    sha256 = models.CharField(_("hash"), max_length=64)

    class Meta:
        ordering = ("revision", "language")
        constraints = (models.UniqueConstraint(fields=("revision", "language"), name="one_text_per_language"),)

    def __str__(self) -> str:
        return f"{self.revision_id} {self.language}"


class DocumentName(models.TextChoices):
    """Documents that can be made of a revision."""

    POLICY = "policy.pdf", _("the policy as PDF")
    REGISTER = "register.json", _("the register as JSON-LD")


class RevisionDocument(models.Model):
    """A document of one revision, stored when it is first made."""

    # Stored, not made again: a later version of the code must not change a document that people already have.

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="documents")
    name = models.CharField(_("file"), max_length=24, choices=DocumentName)
    language = models.CharField(_("language"), max_length=8, blank=True, help_text=_("Empty: in every language."))
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("hash"), max_length=64)

    class Meta:
        ordering = ("revision", "name", "language")
        verbose_name = _("document of a revision")
        verbose_name_plural = _("documents of revisions")
        constraints = (
            models.UniqueConstraint(fields=("revision", "name", "language"), name="one_document_per_language"),
        )

    def __str__(self) -> str:
        return f"{self.revision_id} {self.name} {self.language}"


class TranslationCheck(models.Model):
    """Who said that the other languages of a text say the same still, though some had changed alone.

    ``text`` is the ``id`` of the ``LoneChange``; the entry of the journal has it too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A number and no foreign key: the checks of erasures plant a row of each declared model with all that it refers to,
    # and a planted revision would be in force for a moment.
    revision = models.PositiveIntegerField(_("revision"))
    text = models.CharField(_("text"), max_length=16)
    title = models.CharField(_("text"), max_length=200)
    changed = ArrayField(models.CharField(max_length=8), verbose_name=_("languages that changed"))
    unchanged = ArrayField(models.CharField(max_length=8), verbose_name=_("languages that say the same still"))
    # Deleted with the account; the journal keeps the number of the account.
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who said so")
    )
    checked_at = models.DateTimeField(_("at"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ("revision", "title")
        verbose_name = _("checked translation")
        verbose_name_plural = _("checked translations")
        constraints = (models.UniqueConstraint(fields=("revision", "text"), name="translation_checked_once"),)

    def __str__(self) -> str:
        return f"{self.revision} {self.title}"
