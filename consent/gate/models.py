"""Daily counts of blocked storage and hosts, without ids."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consent.gate.enums import SightingKind


class Sighting(models.Model):
    """A cookie or host blocked because the register does not allow it, with the number of times that day."""

    day = models.DateField(_("day"))
    kind = models.CharField(_("what it is"), max_length=8, choices=SightingKind)
    name = models.CharField(_("cookie, or host"), max_length=100)
    directive = models.CharField(_("rule"), max_length=40, blank=True)
    page = models.CharField(_("page"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        ordering = ("-day", "-count")
        verbose_name = _("thing that was kept out")
        verbose_name_plural = _("things that were kept out")
        constraints = (
            models.UniqueConstraint(fields=("day", "kind", "name", "directive", "page"), name="sighting_counted_once"),
        )

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.name}"

    @property
    def is_addable(self) -> bool:
        """Tell whether a register row could declare it: true for a cookie, false for a host."""
        return self.kind == SightingKind.COOKIE
