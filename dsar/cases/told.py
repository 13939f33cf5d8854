"""What else is somebody's who asked: further addresses, that are told of the request, and rows of their browser."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import Case
from privacy.addresses.model_fields import AddressField, WrittenAddressField


class ToldAddress(models.Model):
    """An address that was told of a request that another one made.

    ``confirmed_at``: whoever reads its mail said that the request is theirs too. Then what is held under it is a part
    of the request, as long as staff say that both are one person's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="told_addresses")
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    told_at = models.DateTimeField(_("told at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = models.Manager()

    class Meta:
        ordering = ("told_at", "email")
        verbose_name = _("address that was told")
        verbose_name_plural = _("addresses that were told")
        constraints = (models.UniqueConstraint(fields=("case", "email"), name="address_is_told_once_per_case"),)

    def __str__(self) -> str:
        return str(self.id)


class BrowserRecord(models.Model):
    """A row that the browser of whoever asked led to, and that no address does (LAW D-10)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="browser_records")
    model = models.CharField(_("model"), max_length=80)
    row = models.CharField(_("row"), max_length=80)
    attached_at = models.DateTimeField(_("added at"))
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    class Meta:
        ordering = ("attached_at", "id")
        verbose_name = _("row of a browser")
        verbose_name_plural = _("rows of browsers")
        constraints = (models.UniqueConstraint(fields=("case", "model", "row"), name="browser_record_once_per_case"),)

    def __str__(self) -> str:
        return str(self.id)
