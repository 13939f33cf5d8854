"""Keys of what is sealed in the database: in tables of their own, which no backup of the site holds."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SealedKey(models.Model):
    """The key of something sealed, itself sealed to the site's key. Deleted, it leaves what it opened unreadable.

    Where it was in a backup it would outlive its deletion for as long as the backup, so no backup has its rows.
    """

    is_in_no_backup: ClassVar = True

    sealed = models.BinaryField(_("sealed key"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        abstract = True
