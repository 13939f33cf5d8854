"""Audits and their findings: names, hosts and counts of our own browser, never a visitor's."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consent.audit.enums import NotCompared, Outcome, Problem, Trace
from consent.services.models import StorageItem
from privacy.web.row_names import dated


class AuditRunQuerySet(models.QuerySet["AuditRun"]):
    def newest_first(self) -> "AuditRunQuerySet":
        return self.order_by("-started_at")

    def finished(self) -> "AuditRunQuerySet":
        """Those that compared something."""
        return self.filter(outcome__in=(Outcome.AGREES, Outcome.DIFFERS, Outcome.PARTLY))

    def visited(self) -> "AuditRunQuerySet":
        """Those that visited a site, whether there was a register to compare with or not."""
        return self.finished() | self.filter(outcome=Outcome.NOTHING)

    def waiting(self) -> "AuditRunQuerySet":
        return self.filter(outcome=Outcome.WAITING)

    def of_site(self, site: str) -> "AuditRunQuerySet":
        return self.filter(site=site)


class AuditRun(models.Model):
    """An audit of a site: a browser visits every page in every state. Written by ``consent.audit.operations``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField(_("started at"), db_index=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    site = models.CharField(_("site"), max_length=200)
    revision = models.PositiveIntegerField(_("revision"), null=True, help_text=_("Empty: a site that is not ours."))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default=Outcome.RUNNING)
    reason = models.CharField(_("why nothing was compared"), max_length=16, choices=NotCompared, blank=True)
    is_complete = models.BooleanField(_("every page in every state"), default=False)
    has_stand_ins = models.BooleanField(_("stand-ins played the vendors"), default=False)
    planned_count = models.PositiveIntegerField(_("planned page visits"), default=0)
    progressed_at = models.DateTimeField(_("last sign of progress"), null=True)
    page_count = models.PositiveIntegerField(_("pages"), default=0)
    visit_count = models.PositiveIntegerField(_("page visits"), default=0)
    request_count = models.PositiveIntegerField(_("requests"), default=0)
    new_count = models.PositiveIntegerField(_("new since the run before"), default=0)
    gone_count = models.PositiveIntegerField(_("gone since the run before"), default=0)
    report = models.CharField(_("report"), max_length=200, blank=True, help_text=_("Below VAR/audit."))

    objects: ClassVar = AuditRunQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("audit of cookies")
        verbose_name_plural = _("audits of cookies")

    def __str__(self) -> str:
        return dated(self, self.started_at)

    @property
    def is_active(self) -> bool:
        """Tell whether it waits or is under way."""
        return self.outcome in (Outcome.WAITING, Outcome.RUNNING)

    @property
    def percent(self) -> int:
        """The part of the planned page visits that is done."""
        return min(100, 100 * self.visit_count // self.planned_count) if self.planned_count else 0


class AuditFinding(models.Model):
    """A difference between the register and the browser, with all states and devices in which it occurred."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(AuditRun, models.CASCADE, related_name="findings", verbose_name=_("audit"))
    problem = models.CharField(_("what is wrong"), max_length=16, choices=Problem)
    trace = models.CharField(_("what it is"), max_length=16, choices=Trace)
    name = models.CharField(_("name"), max_length=200)
    host = models.CharField(_("host"), max_length=253, blank=True)
    service = models.CharField(_("service"), max_length=40, blank=True)
    declared_host = models.CharField(_("declared host"), max_length=253, blank=True)
    declared_lifetime = models.PositiveIntegerField(_("declared lifetime in seconds"), null=True)
    lifetime = models.PositiveIntegerField(_("lifetime in seconds"), null=True)
    page = models.CharField(_("first seen on"), max_length=500, blank=True)
    states = ArrayField(models.CharField(max_length=32), verbose_name=_("in the states"), default=list)
    devices = ArrayField(models.CharField(max_length=16), verbose_name=_("on"), default=list)
    is_new = models.BooleanField(_("new since the run before"), default=False)
    item = models.ForeignKey(
        StorageItem,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("row of the draft register"),
    )

    class Meta:
        ordering = ("run", "problem", "name")
        verbose_name = _("finding of an audit")
        verbose_name_plural = _("findings of audits")
        constraints = (
            models.UniqueConstraint(fields=("run", "problem", "trace", "name", "host"), name="finding_told_once"),
            models.CheckConstraint(condition=~Q(name=""), name="finding_has_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.get_problem_display()}: {self.name}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Identifies the finding across audits."""
        return (self.problem, self.trace, self.name, self.host)

    @property
    def is_addable(self) -> bool:
        """Tell whether the finding is undeclared storage that was not added to the draft register yet."""
        unknown = self.problem in (Problem.UNDECLARED, Problem.HOST)
        return unknown and Trace(self.trace).is_storage and self.item_id is None
