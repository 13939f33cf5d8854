"""What the ledger outside the database has, or is about to have, from this database."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def waiting(self) -> "LedgerEntryQuerySet":
        """Not in the ledger yet."""
        return self.filter(number__isnull=True)

    def kept(self) -> "LedgerEntryQuerySet":
        return self.filter(number__isnull=False)


class LedgerEntry(models.Model):
    """One thing that a restore of an older database must not undo: an erasure, an end, a withdrawal.

    Written with ``privacy.erasure.operations.note`` in the transaction that does it; ``number`` and ``hash`` are those
    of its line, once the line is on disk. Ids only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("at"))
    kind = models.SlugField(_("kind"), max_length=80, db_index=False)
    facts = models.TextField(_("facts"))
    number = models.BigIntegerField(_("line of the ledger"), null=True, unique=True)
    hash = models.CharField(_("hash"), max_length=64, blank=True)

    objects: ClassVar = LedgerEntryQuerySet.as_manager()

    class Meta:
        ordering = ("at",)
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("entries of the ledger")
        constraints = (
            models.CheckConstraint(condition=~Q(facts__contains="@"), name="ledger_holds_no_address"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, hash="") | Q(number__gt=0) & ~Q(hash=""), name="ledger_line_has_a_hash"
            ),
        )
        indexes = (models.Index(fields=("at",), condition=Q(number__isnull=True), name="ledger_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
