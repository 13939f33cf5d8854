"""Letters about requests, as they were sent."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import Case
from privacy.web.row_names import dated


class SentLetter(models.Model):
    """The subject and the text of a letter as it left, encrypted to the site's own key (LAW D-35, A-08).

    ``sha256`` is the hash of the text, which the journal has too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="letters", verbose_name=_("request"))
    kind = models.CharField(_("kind"), max_length=60)
    sent_at = models.DateTimeField(_("sent at"), db_index=True)
    sealed = models.BinaryField(_("sealed text"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)

    objects: ClassVar = models.Manager()

    class Meta:
        ordering = ("-sent_at", "id")
        verbose_name = _("letter as it was sent")
        verbose_name_plural = _("letters as they were sent")
        indexes = (models.Index(fields=("sent_at", "id"), name="sent_letter_by_time"),)

    def __str__(self) -> str:
        return dated(self, self.sent_at)
