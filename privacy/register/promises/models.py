"""Verdicts on promises."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacy.register.promises.enums import VerdictKind

LONGEST_FIGURE = 300


class PromiseVerdictQuerySet(models.QuerySet["PromiseVerdict"]):
    def latest_of_each(self) -> list["PromiseVerdict"]:
        """Return the newest verdict on each promise."""
        return list(self.order_by("promise", "-checked_at").distinct("promise"))


class PromiseVerdict(models.Model):
    """The result of a check at a time."""

    promise = models.CharField(_("promise"), max_length=8)
    kind = models.CharField(_("verdict"), max_length=16, choices=VerdictKind)
    figure = models.CharField(_("figure"), max_length=LONGEST_FIGURE)
    reason = models.TextField(_("reason"), blank=True)
    # The figure and the reason by language: who reads a verdict may have another than what judged.
    texts = models.JSONField(_("in each language"), default=dict, blank=True, db_default={})
    checked_at = models.DateTimeField(_("checked at"))
    took_ms = models.PositiveIntegerField(_("took milliseconds"), default=0)

    objects: ClassVar = PromiseVerdictQuerySet.as_manager()

    class Meta:
        ordering = ("-checked_at", "promise")
        verbose_name = _("verdict on a promise")
        verbose_name_plural = _("verdicts on promises")
        permissions = (
            ("be_told_of_broken_promises", _("Is told at once when a promise is broken")),
            ("answer_for_promises", _("Can answer for promises that no program can check")),
        )
        indexes = (models.Index(fields=("promise", "-checked_at"), name="verdict_latest_by_promise"),)

    def figure_here(self) -> str:
        """Return the figure in the active language."""
        return self._here("figure", self.figure)

    def reason_here(self) -> str:
        """Return the reason in the active language."""
        return self._here("reason", self.reason)

    def _here(self, name: str, otherwise: str) -> str:
        text: str = self.texts.get(get_language(), {}).get(name, otherwise)
        return text

    def __str__(self) -> str:
        return f"{self.promise}: {VerdictKind(self.kind).label}"
