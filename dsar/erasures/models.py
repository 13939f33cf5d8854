"""What an erasure deleted, sealed for some days, so that an erasure that was wrong can be undone."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsar.cases.copies.keys import SealedKey
from dsar.cases.models import Job


class SealedErasureQuerySet(models.QuerySet["SealedErasure"]):
    def ready(self, now: datetime) -> "SealedErasureQuerySet":
        """Those that can still be opened."""
        return self.filter(expires_at__gt=now, key__isnull=False)


class SealedErasure(models.Model):
    """The rows and files that one round of an erasure took, under a key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, models.CASCADE, related_name="sealed")
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    objects: ClassVar = SealedErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed copy of what was erased")
        verbose_name_plural = _("sealed copies of what was erased")

    def __str__(self) -> str:
        return str(self.id)


class SealedErasureKey(SealedKey):
    """The key of a sealed copy: once it is gone, nobody can read the copy, and nothing is left of the rows."""

    erasure = models.OneToOneField(SealedErasure, models.CASCADE, primary_key=True, related_name="key")

    class Meta:
        verbose_name = _("key of a sealed copy")
        verbose_name_plural = _("keys of sealed copies")

    def __str__(self) -> str:
        return str(self.erasure_id)


class SealedErasurePiece(models.Model):
    """A part of a sealed copy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    erasure = models.ForeignKey(SealedErasure, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField(_("number"))
    sealed = models.BinaryField(_("sealed piece"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        ordering = ("erasure", "number")
        verbose_name = _("piece of a sealed copy")
        verbose_name_plural = _("pieces of sealed copies")
        constraints = (models.UniqueConstraint(fields=("erasure", "number"), name="erasure_piece_once"),)

    def __str__(self) -> str:
        return f"{self.erasure_id} {self.number}"
