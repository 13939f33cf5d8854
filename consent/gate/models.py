"""Blocked storage, counted without ids, and the ids of consents that have ended."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from consent.gate.enums import SightingKind


class EndedConsent(models.Model):
    """The id of a consent that was withdrawn, replaced or erased, until the cookie that names it has run out.

    Written by a trigger on the consents alone, so that no way of ending or deleting one forgets it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), db_index=True)
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        verbose_name = _("ended consent")
        verbose_name_plural = _("ended consents")

    def __str__(self) -> str:
        return str(self.pk)


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
        return f"{self.name} ({date_format(self.day, 'SHORT_DATE_FORMAT')})"

    @property
    def is_addable(self) -> bool:
        """Tell whether a register row could declare it: true for a cookie, false for a host."""
        return self.kind == SightingKind.COOKIE
