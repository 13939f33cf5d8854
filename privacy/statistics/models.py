"""Agreements with partners, files shared under them (LAW P25), and counts of visits."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.statistics.enums import DeviceClass
from privacy.web.row_names import dated


class PartnerAgreement(models.Model):
    """An agreement with a partner to share anonymous figures for a purpose."""

    partner = models.CharField(_("partner"), max_length=120, help_text=_("A company, not a person."))
    purpose = models.TextField(_("what the partner uses it for"))
    agreed_on = models.DateField(_("agreed on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        ordering = ("partner",)
        verbose_name = _("agreement with a partner")
        verbose_name_plural = _("agreements with partners")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("agreed_on")), name="agreement_ends_later"
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="agreement_has_a_purpose"),
        )

    def __str__(self) -> str:
        return self.partner

    def is_in_force(self, today: date) -> bool:
        """Tell whether tables may be shared under the agreement today."""
        return self.agreed_on <= today and (self.ends_on is None or today <= self.ends_on)


class SharedFile(models.Model):
    """A table as it was shared. Written by ``privacy.statistics.sharing`` only; the journal has its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(
        PartnerAgreement, models.PROTECT, related_name="files", verbose_name=_("agreement with a partner")
    )
    dataset = models.SlugField(_("table"), max_length=60)
    counted = models.CharField(_("column of counts"), max_length=40)
    columns = models.JSONField(_("columns"))
    rows = models.PositiveIntegerField(_("rows"))
    sha256 = models.CharField(_("hash"), max_length=64)
    content = models.TextField(_("content"))
    shared_at = models.DateTimeField(_("shared at"))

    class Meta:
        ordering = ("-shared_at",)
        verbose_name = _("shared file")
        verbose_name_plural = _("shared files")

    def __str__(self) -> str:
        return f"{self.dataset} {self.sha256[:12]}"


class VisitCount(models.Model):
    """The number of visits to a page on a day, in a language, on a class of device; no visitor is recorded."""

    day = models.DateField(_("day"))
    page = models.CharField(_("page"), max_length=60, help_text=_("A name from a closed list, never an address."))
    language = models.CharField(_("language"), max_length=8)
    device = models.CharField(_("device"), max_length=8, choices=DeviceClass)
    count = models.PositiveIntegerField(_("visits"), default=0)

    class Meta:
        ordering = ("-day", "page", "language", "device")
        verbose_name = _("visits on a day")
        verbose_name_plural = _("visits")
        constraints = (
            models.UniqueConstraint(fields=("day", "page", "language", "device"), name="visits_counted_once"),
        )

    def __str__(self) -> str:
        return dated(self, self.day)
