"""Who left, by a keyed hash of the address."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.suppression.enums import SuppressionReason
from privacy.web.row_names import dated


class Suppression(models.Model):
    """Somebody who left the newsletter and may not be put on it again by others.

    ``code`` is an HMAC of the address; its key is not in the database, so that nobody can read addresses out of it.
    ``key_id`` tells which key it was made with. The time is that of the month only. ``link_codes`` are HMACs of the
    random ids that links in mails from before decision 32 hold: with them such a link still means its person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_id = models.CharField(_("key"), max_length=8)
    code = models.CharField(_("code of the address"), max_length=64)
    link_codes = ArrayField(
        models.CharField(max_length=64), verbose_name=_("codes of earlier links"), default=list, db_default=[]
    )
    reason = models.CharField(_("reason"), max_length=12, choices=SuppressionReason)
    since = models.DateTimeField(_("since the month of"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = models.Manager()

    class Meta:
        ordering = ("-since", "id")
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = (models.UniqueConstraint(fields=("code", "key_id"), name="one_suppression_per_code"),)
        indexes = (
            models.Index(fields=("since", "id"), name="suppression_by_time"),
            models.Index(fields=("reason", "since"), name="suppression_by_reason"),
        )

    def __str__(self) -> str:
        return dated(self, self.since)
