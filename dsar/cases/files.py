"""Files that belong to a request: a letter that was scanned, or a mandate."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import Case


class FileKind(models.TextChoices):
    """What a file of a request is. A document of identity is none of them: it is looked at, and never stored."""

    LETTER = "letter", _("what you wrote, scanned")
    MANDATE = "mandate", _("mandate")


class CaseFile(models.Model):
    """A file of a request; ``content_type`` is what its bytes are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="files")
    kind = models.CharField(_("what it is"), max_length=16, choices=FileKind)
    name = models.CharField(_("name of the file"), max_length=120)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    content = models.BinaryField(_("content"))
    added_at = models.DateTimeField(_("added at"))
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    class Meta:
        ordering = ("added_at", "id")
        verbose_name = _("file of a request")
        verbose_name_plural = _("files of requests")

    def __str__(self) -> str:
        return str(self.id)
