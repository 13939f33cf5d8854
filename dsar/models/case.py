"""One request under one right, without a personal value in it."""

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dsar.enums import CLOSED, TRANSITIONS, UNANSWERED, Ground, Right, State
from dsar.errors import WrongState
from privacy.deadlines import Deadline, local_date

LONGEST_REASONS = 4000
_HINT = _("Without names or addresses: it is kept longer than they are.")


class CaseQuerySet(models.QuerySet["Case"]):
    def unanswered(self) -> "CaseQuerySet":
        return self.filter(state__in=UNANSWERED)

    def by_deadline(self) -> "CaseQuerySet":
        return self.order_by("latest_on", "received_at")


class Case(models.Model):
    """A request from receipt to its end. Who asked is in ``Contact``, which goes much earlier.

    The clock starts at ``received_at``, not when the address is confirmed (LAW D-03, X-15). ``target_on`` raises
    alarms, ``latest_on`` is the last lawful day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    right = models.CharField(_("right"), max_length=16, choices=Right)
    language = models.CharField(_("language"), max_length=8)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.UNVERIFIED)
    received_at = models.DateTimeField(_("received at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    target_on = models.DateField(_("target"))
    latest_on = models.DateField(_("at the latest"))
    extended_at = models.DateTimeField(_("extended at"), null=True)
    extension_reason = models.TextField(
        _("why more time"), blank=True, validators=[MaxLengthValidator(LONGEST_REASONS)], help_text=_HINT
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    ground = models.CharField(_("ground for refusal"), max_length=16, choices=Ground, blank=True)
    reasons = models.TextField(
        _("reasons"), blank=True, validators=[MaxLengthValidator(LONGEST_REASONS)], help_text=_HINT
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("proposed by")
    )
    joined_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="joined", verbose_name=_("part of"))
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("latest_on", "received_at")
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        permissions = (("decide_case", _("Can decide requests")),)
        constraints = (
            models.CheckConstraint(condition=Q(latest_on__gte=F("target_on")), name="case_target_not_after_latest"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state__in=CLOSED)
                | Q(closed_at__isnull=True) & ~Q(state__in=CLOSED),
                name="case_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.UNVERIFIED) | Q(confirmed_at__isnull=False), name="case_confirmed_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(ground="") & ~Q(reasons=""), name="case_refused_has_reasons"
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True) | ~Q(extension_reason=""), name="case_extended_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(reasons__contains="@") & ~Q(extension_reason__contains="@"), name="case_holds_no_address"
            ),
        )
        indexes = (
            models.Index(fields=("latest_on",), condition=Q(state__in=UNANSWERED), name="case_unanswered_by_deadline"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The id in a form that people can read out."""
        return f"{self.id.hex[:4]}-{self.id.hex[4:8]}".upper()

    @property
    def which_right(self) -> Right:
        return Right(self.right)

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def is_unanswered(self) -> bool:
        return self.state in UNANSWERED

    def days_left(self, now: datetime) -> int:
        """Return the days to the target; negative when it has passed."""
        return (self.target_on - local_date(now)).days

    def set_deadline(self, deadline: Deadline) -> None:
        self.target_on, self.latest_on = deadline.target_on, deadline.latest_on

    def may_become(self, state: State) -> bool:
        return state in TRANSITIONS[State(self.state)]

    def become(self, state: State) -> None:
        """Take the next state, unsaved. Raises ``WrongState`` if the table of transitions does not have it."""
        if not self.may_become(state):
            raise WrongState
        self.state = state

    def may_be_extended(self, today: date) -> bool:
        """Tell whether the first month still runs and nothing was extended before (Art. 12(3), LAW D-04)."""
        return self.is_unanswered and self.extended_at is None and today <= self.target_on
