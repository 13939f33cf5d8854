"""The encrypted file of a request."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsar.cases.copies.keys import SealedKey
from dsar.cases.models import Case


class ExportQuerySet(models.QuerySet["Export"]):
    def ready(self, now: datetime) -> "ExportQuerySet":
        # After a restore the file is there without its key, as no file: the person asks for another.
        return self.filter(expires_at__gt=now, key__isnull=False)


class Export(models.Model):
    """The zip of one request, for at most seven days (LAW D-19).

    It has a key of its own, which goes with the row, and with it the pieces are lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.CASCADE, related_name="export")
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("hash"), max_length=64)
    revision = models.PositiveIntegerField(_("revision of the policy"), null=True)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)
    # Nothing was found but what the request itself brought.
    is_empty = models.BooleanField(_("nothing found"), default=False)
    downloads = models.PositiveIntegerField(_("downloads"), default=0)

    objects: ClassVar = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file for download")
        verbose_name_plural = _("files for download")

    def __str__(self) -> str:
        return str(self.id)

    @property
    def file_name(self) -> str:
        """An opaque name, so that the download folder does not show whose data it is."""
        return f"data-{self.id.hex[:12]}.zip"


class ExportKey(SealedKey):
    """The key of an export."""

    export = models.OneToOneField(Export, models.CASCADE, primary_key=True, related_name="key")

    class Meta:
        verbose_name = _("key of a file for download")
        verbose_name_plural = _("keys of files for download")

    def __str__(self) -> str:
        return str(self.export_id)


class ExportPiece(models.Model):
    """A part of an export's zip, encrypted to its key, so that no process holds a whole file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    export = models.ForeignKey(Export, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField(_("number"))
    sealed = models.BinaryField(_("sealed piece"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        ordering = ("export", "number")
        verbose_name = _("piece of a file for download")
        verbose_name_plural = _("pieces of files for download")
        constraints = (models.UniqueConstraint(fields=("export", "number"), name="export_piece_once"),)

    def __str__(self) -> str:
        return f"{self.export_id} {self.number}"
