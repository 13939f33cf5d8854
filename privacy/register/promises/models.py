"""Verdicts on promises."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.register.promises.enums import VerdictKind


class PromiseVerdictQuerySet(models.QuerySet["PromiseVerdict"]):
    def latest_of_each(self) -> list["PromiseVerdict"]:
        """Return the newest verdict on each promise."""
        return list(self.order_by("promise", "-checked_at").distinct("promise"))


class PromiseVerdict(models.Model):
    """The result of a check at a time."""

    promise = models.CharField(_("promise"), max_length=8)
    kind = models.CharField(_("verdict"), max_length=16, choices=VerdictKind)
    figure = models.CharField(_("figure"), max_length=300)
    reason = models.TextField(_("reason"), blank=True)
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

    def __str__(self) -> str:
        return f"{self.promise}: {VerdictKind(self.kind).label}"
