"""Numbers without ids: what was answered, and what did not agree with the register."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from consent.enums import Device, SightingKind


class ChoiceCountQuerySet(models.QuerySet["ChoiceCount"]):
    def refusals(self) -> "ChoiceCountQuerySet":
        return self.filter(granted="")


class ChoiceCount(models.Model):
    """How many answered alike on one day. A refusal is remembered by the browser, not by us; here it is one more."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=8)
    device = models.CharField(_("device"), max_length=1, choices=Device)
    granted = models.CharField(_("said yes to"), max_length=64, blank=True, help_text=_("Empty: to nothing."))
    count = models.PositiveIntegerField(_("answers"), default=0)

    objects: ClassVar = ChoiceCountQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "language", "device", "granted")
        verbose_name = _("answers on a day")
        verbose_name_plural = _("answers by day")
        constraints = (
            models.UniqueConstraint(fields=("day", "language", "device", "granted"), name="answers_counted_once"),
        )

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.language} {self.device} {self.granted or '-'}"


class Sighting(models.Model):
    """What was kept from happening because the register does not allow it, and how often that day."""

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
        """Tell whether a row of the register could declare it: a cookie; a host is a matter of what pages load."""
        return self.kind == SightingKind.COOKIE
