"""Requests, the people who made them, their messages, their history and their jobs."""

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import (
    CLOSED,
    GROUNDS,
    TRANSITIONS,
    UNANSWERED,
    Channel,
    EventKind,
    Ground,
    JobKind,
    JobState,
    Right,
    SeenBy,
    State,
    Step,
)
from dsar.cases.errors import WrongState
from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.law.deadlines import Deadline, local_date

LONGEST_REASONS = 4000
ALARM_DAYS = (7, 3, 1)  # days left, each shown more urgently than the one before (LAW D-03)
NO_MAILBOX = "without-mailbox.invalid"  # the domain of whoever has no address: RFC 2606 lets no mail go there
_HINT = _("Without names or addresses: it is kept longer than they are.")


def _ground_belongs_to_right() -> Q:
    """Return the condition that a request has no ground, or one of its right."""
    condition = Q(ground="")
    for right, grounds in GROUNDS.items():
        if grounds:
            condition |= Q(right=right, ground__in=grounds)
    return condition


class CaseQuerySet(models.QuerySet["Case"]):
    def unanswered(self) -> "CaseQuerySet":
        return self.filter(state__in=UNANSWERED)

    def holding_back_deletion(self, as_of: datetime) -> "CaseQuerySet":
        """Confirmed requests that were not answered at ``as_of`` and hold back deletion (LAW D-20)."""
        # The address of a request that was joined to another is gone; the other request holds.
        rights = [right for right in Right if right.holds_back_deletion]
        not_answered = Q(state__in=UNANSWERED) | Q(closed_at__gt=as_of)
        return self.filter(not_answered, right__in=rights, confirmed_at__isnull=False)

    def by_deadline(self) -> "CaseQuerySet":
        return self.order_by("latest_on", "received_at")


class Case(models.Model):
    """A request under one right, without personal values: those are in ``Contact``, which is deleted much earlier.

    The clock starts at ``received_at``, not when the address is confirmed (LAW D-03, X-15). ``target_on`` raises
    alarms, ``latest_on`` is the last lawful day. ``asked_with`` is the same for the requests of one form (LAW D-21).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    right = models.CharField(_("right"), max_length=16, choices=Right)
    language = models.CharField(_("language"), max_length=8)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.UNVERIFIED)
    channel = models.CharField(
        _("came by"), max_length=16, choices=Channel, default=Channel.FORM, db_default=Channel.FORM
    )
    received_at = models.DateTimeField(_("received at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    target_on = models.DateField(_("target"))
    latest_on = models.DateField(_("at the latest"))
    # Whose public holidays moved the dates: they stay when the company moves to another country.
    country = models.CharField(_("country of the holidays"), max_length=2, blank=True, editable=False)
    months = models.PositiveSmallIntegerField(_("months for the answer"), default=1, editable=False)
    # Only for people who use a product through a customer of ours, who decides over their data (GDPR Art. 28(3)(e)).
    pass_on_by = models.DateField(_("to be passed on by"), null=True, editable=False)
    reopened_at = models.DateTimeField(_("opened again at"), null=True, editable=False)
    reminded_days = models.SmallIntegerField(_("staff reminded with days left"), null=True, editable=False)
    extended_at = models.DateTimeField(_("extended at"), null=True)
    extension_reason = models.TextField(
        _("why more time"), blank=True, validators=[MaxLengthValidator(LONGEST_REASONS)], help_text=_HINT
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    ground = models.CharField(_("ground for refusal"), max_length=16, choices=Ground, blank=True)
    reasons = models.TextField(
        _("reasons"), blank=True, validators=[MaxLengthValidator(LONGEST_REASONS)], help_text=_HINT
    )
    # For staff and an authority: what shows that the ground is met. The person reads the reasons.
    evidence = models.TextField(
        _("evidence of the ground"), blank=True, validators=[MaxLengthValidator(LONGEST_REASONS)], help_text=_HINT
    )
    # How many values a correction changed; -1 where it was done before that was counted.
    corrected = models.SmallIntegerField(_("values corrected"), default=0, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("proposed by")
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, db_index=False, related_name="+",
        verbose_name=_("case worker"),
    )  # fmt: skip
    joined_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="joined", verbose_name=_("part of"))
    asked_with = models.UUIDField(_("asked for in one go with"), null=True, editable=False, db_index=True)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("latest_on", "received_at")
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        # Who decides may also do the work that leads to it.
        permissions = (("work_case", _("Can work on requests")), ("decide_case", _("Can decide requests")))
        constraints = (
            models.CheckConstraint(condition=Q(latest_on__gte=F("target_on")), name="case_target_not_after_latest"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state__in=CLOSED)
                | Q(closed_at__isnull=True) & ~Q(state__in=CLOSED),
                name="case_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(State.UNVERIFIED, State.ENTERED, State.DISOWNED))
                | Q(confirmed_at__isnull=False)
                | Q(state=State.REFUSED, ground=Ground.UNIDENTIFIED),
                name="case_confirmed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(ground="") & ~Q(reasons="") & ~Q(evidence=""),
                name="case_refused_has_reasons",
            ),
            models.CheckConstraint(condition=_ground_belongs_to_right(), name="case_ground_belongs_to_right"),
            models.CheckConstraint(
                condition=~Q(right=Right.RECTIFICATION, state=State.DONE, corrected=0), name="case_corrected_something"
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True) | ~Q(extension_reason=""), name="case_extended_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(months=1, extended_at=None) | Q(months__in=(2, 3), extended_at__isnull=False),
                name="case_extended_to_three_months_at_most",
            ),
            models.CheckConstraint(
                condition=~Q(reasons__contains="@") & ~Q(extension_reason__contains="@"), name="case_holds_no_address"
            ),
        )
        indexes = (
            models.Index(
                fields=("latest_on", "received_at", "id"),
                condition=Q(state__in=UNANSWERED),
                name="case_unanswered_by_deadline",
            ),
            models.Index(
                fields=("latest_on", "received_at"), condition=Q(state__in=CLOSED), name="case_closed_by_deadline"
            ),
            models.Index(fields=("latest_on", "received_at", "id"), name="case_by_deadline"),
            models.Index(fields=("state", "latest_on", "received_at"), name="case_by_state"),
            models.Index(fields=("right", "latest_on", "received_at"), name="case_by_right"),
            models.Index(fields=("closed_at",), name="case_by_closing"),
            models.Index(fields=("assigned_to", "latest_on", "received_at", "id"), name="case_by_worker"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The short form of the id that people can read out."""
        return f"{self.id.hex[:4]}-{self.id.hex[4:8]}".upper()

    @property
    def which_right(self) -> Right:
        return Right(self.right)

    @property
    def is_carried_out_here(self) -> bool:
        """Tell whether a job carries the request out: not by hand, and not by a customer who decides over the data."""
        return self.which_right.is_executed and self.pass_on_by is None

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def is_unanswered(self) -> bool:
        return self.state in UNANSWERED

    def days_left(self, now: datetime) -> int:
        """Return the days to the target; negative when it has passed."""
        return (self.target_on - local_date(now)).days

    @property
    def holidays_of(self) -> str | None:
        """The country whose public holidays count; None, that of the controller today, for requests of before."""
        return self.country or None

    @property
    def counts_from(self) -> datetime:
        """The moment from which the month counts: the receipt, or when the request was opened again."""
        return self.reopened_at or self.received_at

    def set_deadline(self, deadline: Deadline) -> None:
        self.target_on, self.latest_on = deadline.target_on, deadline.latest_on

    def may_become(self, state: State) -> bool:
        return state in TRANSITIONS[State(self.state)]

    def become(self, state: State) -> None:
        """Set the next state without saving. Raises ``WrongState`` if ``TRANSITIONS`` does not allow it."""
        if not self.may_become(state):
            raise WrongState
        self.state = state

    def may_be_extended(self, today: date) -> bool:
        """Tell whether the first month still runs and there was no extension yet (Art. 12(3), LAW D-04)."""
        return self.is_unanswered and self.extended_at is None and today <= self.target_on


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, address: str) -> "ContactQuerySet":
        return self.filter(email=address)

    def like(self, contact: "Contact") -> "ContactQuerySet":
        """The requests of the same person under the same right, about the same organisation's data or ours."""
        return self.of(contact.email).filter(right=contact.right, organisation=contact.organisation)


class Contact(models.Model):
    """The address of a request, the message and the answer. Deleted soon after the request is closed.

    ``is_second_spelling``: the row was made when another spelling counted as another mailbox, and both rows are kept.
    ``salt`` goes into the hash of the address that the journal keeps, which says nothing once the row is deleted.
    ``is_forgotten_when_told`` marks an address that an erasure deletes as soon as the last letter is sent.
    ``mailed_with`` is the request whose letter has the link that confirms this one: itself, unless that letter had to
    speak of several; ``mailed_at`` is when that letter was composed.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="contact")
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    is_second_spelling = models.BooleanField(_("a second spelling of one mailbox"), default=False, editable=False)
    salt = models.UUIDField(_("salt"), default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    postal = models.TextField(_("name and postal address"), blank=True, db_default="")
    is_by_post = models.BooleanField(_("answered by letter"), default=False, db_default=False)
    message = models.TextField(_("what you wrote"), blank=True)
    organisation = models.CharField(_("through whom you use the product"), max_length=200, blank=True)
    passed_on_to = models.CharField(_("passed on to"), max_length=200, blank=True)
    # Of an organisation, not of a person: it is not looked up.
    passed_on_address = models.CharField(_("passed on to the address"), max_length=254, blank=True)
    answer = models.TextField(_("what we answered"), blank=True)
    # ``right`` and ``is_open`` repeat the request's state, because a constraint cannot span two tables.
    right = models.CharField(_("right"), max_length=16, choices=Right)
    is_open = models.BooleanField(_("confirmed and not answered"), default=False)
    is_forgotten_when_told = models.BooleanField(_("removed with the last letter"), default=False)
    mailed_at = models.DateTimeField(_("asked to confirm at"), null=True, editable=False)
    mailed_with = models.UUIDField(_("in the letter about"), null=True, editable=False)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("who asked")
        verbose_name_plural = _("who asked")
        constraints = (
            models.UniqueConstraint(
                fields=("email", "right", "organisation"),
                condition=Q(is_open=True, is_second_spelling=False),
                name="one_open_case_per_right",
            ),
            models.CheckConstraint(
                condition=Q(is_by_post=False) | ~Q(postal=""), name="contact_by_post_has_postal_address"
            ),
        )

    def __str__(self) -> str:
        return str(self.case_id)

    @staticmethod
    def without_mailbox(case_id: uuid.UUID) -> str:
        """Return what stands for the address of somebody who has none: a mailbox of nobody."""
        return f"{case_id.hex}@{NO_MAILBOX}"

    @property
    def has_mailbox(self) -> bool:
        return not self.email.endswith(f"@{NO_MAILBOX}")

    @property
    def shown(self) -> str:
        """The address as written, or the name and postal address of somebody who has no mailbox."""
        return self.email_written if self.has_mailbox else self.postal


class CaseMessage(models.Model):
    """A message in a request. It is read on the request's page, and never stands in a mail.

    ``staff`` is the id of the account that wrote; empty if the person did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("message"))
    # No foreign key: what was written outlives the account.
    staff = models.PositiveBigIntegerField(_("account"), null=True)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("message about a request")
        verbose_name_plural = _("messages about requests")

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_from_person(self) -> bool:
        return self.staff is None


class CaseEvent(models.Model):
    """A line of a request's history. A trigger refuses UPDATE. ``staff`` is the id of the acting account."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=16, choices=EventKind)
    at = models.DateTimeField(_("at"), db_index=True)
    # No foreign key: the history outlives the account.
    staff = models.PositiveBigIntegerField(_("account"), null=True)
    note = models.TextField(_("note"), blank=True)
    seen_by = models.CharField(_("how we saw who it is"), max_length=16, choices=SeenBy, blank=True, db_default="")

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = (models.CheckConstraint(condition=~Q(note__contains="@"), name="event_holds_no_address"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> "JobQuerySet":
        """Jobs that a worker may take: due, past their cooling-off and without a running lease."""
        is_free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.filter(is_free, ~Q(starts_at__gt=now), state=JobState.DUE)

    def cooling_off(self, now: datetime) -> "JobQuerySet":
        """Approved jobs that wait for the time in which they can be called off."""
        return self.filter(state=JobState.DUE, starts_at__gt=now)

    def waiting(self) -> "JobQuerySet":
        """Jobs that are done except for rows on legal hold, whose ids are in ``plan``."""
        return self.filter(state=JobState.WAITING)


class Job(models.Model):
    """An export or an erasure in steps; each step commits with the move to the next, under a lock on this row.

    ``plan`` has the ids to delete, or digests of what a copy may hand out, as the approval showed them; ``result`` has
    the numbers. ``starts_at``: when the cooling-off ends; empty if it may begin at once.
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
    starts_at = models.DateTimeField(_("not before"), null=True)
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
