"""Work that takes more than a second: staff ask for it, a worker does it, and its row says how far it is."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.runs.enums import RunState
from privacy.web.row_names import dated

ACTIVE = (RunState.WAITING, RunState.RUNNING)


class StaffRunQuerySet(models.QuerySet["StaffRun"]):
    def waiting(self) -> "StaffRunQuerySet":
        return self.filter(state=RunState.WAITING)

    def active(self) -> "StaffRunQuerySet":
        return self.filter(state__in=ACTIVE)

    def of_kind(self, kind: str) -> "StaffRunQuerySet":
        """Those of one kind of work, the newest first."""
        return self.filter(kind=kind).order_by("-asked_at").select_related("asked_by")


class StaffRun(models.Model):
    """One piece of work that a member of staff asked for. Written by ``privacy.runs.operations``.

    ``details`` is what the work was asked to do, ``words`` its result in the language of who asked, ``result`` the same
    for the page that asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.SlugField(_("what is done"), max_length=40)
    # Deleted with the account; what the work did has its own rows and its own entries in the journal.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who asked")
    )
    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    language = models.CharField(_("language"), max_length=8)
    details = models.JSONField(_("what was asked for"), default=dict)
    state = models.CharField(_("how far it is"), max_length=12, choices=RunState, default=RunState.WAITING)
    started_at = models.DateTimeField(_("started at"), null=True)
    progressed_at = models.DateTimeField(_("last sign of progress"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    done_count = models.PositiveIntegerField(_("steps done"), default=0)
    planned_count = models.PositiveIntegerField(_("planned steps"), default=0)
    words = models.JSONField(_("result in words"), default=list)
    result = models.JSONField(_("result"), default=dict)

    objects: ClassVar = StaffRunQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        verbose_name = _("work in the background")
        verbose_name_plural = _("work in the background")
        constraints = (
            # Two people, or two clicks, ask for the same work once.
            models.UniqueConstraint(
                fields=("kind",), condition=Q(state__in=("waiting", "running")), name="one_active_staff_run_per_kind"
            ),
        )

    def __str__(self) -> str:
        return dated(self, self.asked_at)

    @property
    def is_active(self) -> bool:
        """Tell whether it waits or is under way."""
        return self.state in ACTIVE

    @property
    def percent(self) -> int:
        """The part of the planned steps that is done."""
        return min(100, 100 * self.done_count // self.planned_count) if self.planned_count else 0
