"""Files of rows that are gone."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeftoverFile(models.Model):
    """A file whose row is deleted: written with the deletion, gone with the file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    field = models.CharField(_("field"), max_length=160)
    name = models.TextField(_("file"))
    left_at = models.DateTimeField(_("left at"), db_index=True)

    class Meta:
        ordering = ("left_at", "id")
        verbose_name = _("file of a deleted row")
        verbose_name_plural = _("files of deleted rows")

    def __str__(self) -> str:
        return str(self.pk)
