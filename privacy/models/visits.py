"""How often pages were read: plain counts, one row for each cell (LAW P17, C-31)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.enums import DeviceClass


class VisitCount(models.Model):
    """How many times one page was read on one day, in one language, on one class of device. Nothing says by whom."""

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
        return f"{self.day.isoformat()} {self.page} {self.language} {self.device}"
