"""What was published of a revision: its texts and documents, immutable (LAW P58, P59, X-30)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.register.models import Revision


class RevisionText(models.Model):
    """The policy of one revision in one language, exactly as visitors read it."""

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
    """What can be made of a revision besides its pages."""

    POLICY = "policy.pdf", _("the policy as PDF")
    REGISTER = "register.json", _("the register as JSON-LD")


class RevisionDocument(models.Model):
    """A file made of one revision, made once: later versions of the code never change what was handed out."""

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
