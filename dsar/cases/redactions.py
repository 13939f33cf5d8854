"""What staff leave out of a copy because it is about somebody else (GDPR Art. 15(4), LAW D-16)."""

import uuid
from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import LONGEST_REASONS, Case


class Redaction(models.Model):
    """A passage of a value, or a whole value, that a copy replaces by a marker.

    The value itself stays where it is. ``sealed`` is what was left out and ``sealed_file`` the content of a file, both
    encrypted to the key of the case, for an authority that asks.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="redactions")
    model = models.CharField(_("model"), max_length=80)
    row = models.CharField(_("row"), max_length=80)
    field = models.CharField(_("field"), max_length=80)
    is_whole = models.BooleanField(_("the whole value"))
    length = models.PositiveIntegerField(_("characters"))
    reason = models.TextField(_("why"), validators=[MaxLengthValidator(LONGEST_REASONS)])
    sealed = models.BinaryField(_("sealed text"))
    sealed_file = models.BinaryField(_("sealed file"), default=bytes)
    redacted_at = models.DateTimeField(_("left out at"))
    # No foreign key: it outlives the account.
    staff = models.PositiveBigIntegerField(_("account"))
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = models.Manager()

    class Meta:
        ordering = ("redacted_at", "id")
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="redaction_has_reason"),)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> str:
        """Where it is in the person's data."""
        return place_key(self.model, self.row, self.field)


def place_key(model: str, row: str, field: str) -> str:
    """Return what names a value of the person's data."""
    return f"{model}|{row}|{field}"


class RedactionKey(models.Model):
    """The key of what was left out of the copy of a case, itself sealed to the site's key.

    It goes when the case has been kept for its time, and leaves what it opened unreadable; so no backup has it.
    """

    is_in_no_backup: ClassVar = True

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="redaction_key")
    sealed = models.BinaryField(_("sealed key"))
    made_at = models.DateTimeField(_("made at"))
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("key of redactions")
        verbose_name_plural = _("keys of redactions")

    def __str__(self) -> str:
        return str(self.case_id)
