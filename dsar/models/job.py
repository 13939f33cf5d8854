"""Work that an approved request causes."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.enums import JobKind, JobState, Step
from dsar.models.case import Case


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> "JobQuerySet":
        """What a worker may take: due, and leased by nobody."""
        return self.filter(state=JobState.DUE).filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))

    def waiting(self) -> "JobQuerySet":
        """What is done but for rows that a legal hold keeps; ``plan`` has their ids."""
        return self.filter(state=JobState.WAITING)


class Job(models.Model):
    """An export or an erasure in steps; each step commits with the move to the next, under a lock on this row.

    ``plan`` holds the ids that are to go, frozen before the first is deleted; ``result`` counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="jobs")
    kind = models.CharField(_("kind"), max_length=16, choices=JobKind)
    state = models.CharField(_("state"), max_length=16, choices=JobState, default=JobState.DUE)
    step = models.CharField(_("next step"), max_length=16, choices=Step, default=Step.PLAN)
    plan = models.JSONField(_("plan"), default=dict)
    result = models.JSONField(_("result"), default=dict)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("leased until"), null=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made at"), db_index=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects: ClassVar = JobQuerySet.as_manager()

    class Meta:
        ordering = ("made_at",)
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = (
            models.UniqueConstraint(fields=("case",), condition=Q(state=JobState.DUE), name="one_due_job_per_case"),
        )
        indexes = (models.Index(fields=("lease_until",), condition=Q(state=JobState.DUE), name="job_due_by_lease"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"
