"""Addresses that staff said are one person's."""

import uuid
from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.addresses.model_fields import AddressField, WrittenAddressField

LONGEST_REASON = 2000


class SameAddress(models.Model):
    """An address of somebody who has several; ``person`` is the same in all rows of one person.

    Each row is of one address only, so that the erasure of one leaves nothing of it with another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(_("person"), db_index=True)
    email = AddressField(_("e-mail address"), unique=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    reason = models.TextField(_("reason"), validators=[MaxLengthValidator(LONGEST_REASON)])
    joined_at = models.DateTimeField(_("said at"), db_index=True)
    # No foreign key: it outlives the account.
    staff = models.PositiveBigIntegerField(_("account"))

    objects: ClassVar = models.Manager()

    class Meta:
        ordering = ("person", "email")
        verbose_name = _("address of one person")
        verbose_name_plural = _("addresses of one person")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="same_address_has_reason"),)

    def __str__(self) -> str:
        return str(self.id)
