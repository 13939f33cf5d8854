"""Legal hold: what is due and stays for the time being, without saying whose it is (LAW D-37)."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.law.deadlines import Period
from privacy.register.languages.fields import TranslatedField, in_language
from privacy.register.models import Keyed
from privacy.register.purposes.models import Purpose
from privacy.retention.enums import AnonymiseReason, HoldReason, RetentionAction, RunState, StopReason
from privacy.retention.term_words import terms_in_words
from privacy.web.row_names import dated


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def active(self, now: datetime) -> "LegalHoldQuerySet":
        """The holds that keep something at this time."""
        return self.filter(lifted_at__isnull=True, ends_at__gt=now)


class LegalHold(models.Model):
    """A reason to keep certain rows, or everything about one person, until a date.

    A person is known only by ``subject_key``: the SHA-256 of ``salt`` and the normalised address. Each hold has a salt
    of its own, so that two holds do not show that they are about the same person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reason = models.CharField(_("reason"), max_length=16, choices=HoldReason)
    reference = models.CharField(
        _("case or file number"), max_length=40, validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_./-]*$")]
    )
    salt = models.CharField(_("salt"), max_length=32, blank=True, editable=False)
    subject_key = models.CharField(_("person, as a hash"), max_length=64, blank=True, editable=False)
    placed_at = models.DateTimeField(_("placed at"))
    placed_by = models.PositiveBigIntegerField(_("placed by account"), null=True)
    ends_at = models.DateTimeField(_("ends at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.PositiveBigIntegerField(_("lifted by account"), null=True)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ("-placed_at",)
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = (
            models.CheckConstraint(condition=~Q(reference__contains="@"), name="hold_names_no_address"),
            models.CheckConstraint(
                condition=Q(salt="", subject_key="") | ~Q(salt="") & ~Q(subject_key=""), name="hold_salts_its_person"
            ),
        )

    def __str__(self) -> str:
        return self.reference


class HeldRow(models.Model):
    """One row on hold. The rows that would take it with them when they are deleted are listed beside it."""

    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="rows")
    model = models.CharField(_("model"), max_length=80)
    object_id = models.CharField(_("row"), max_length=64)

    class Meta:
        verbose_name = _("row on hold")
        verbose_name_plural = _("rows on hold")
        constraints = (models.UniqueConstraint(fields=("model", "object_id", "hold"), name="held_row_once_a_hold"),)

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


_DECEMBER = 12


class RetentionRule(Keyed):
    """When data ends: what starts the clock, how long it runs, and what happens then; of several periods the earliest.

    ``approved_terms`` are the terms that staff have approved. While they differ from ``terms`` the engine only counts
    (``preview``). ``applied_terms`` are those under which the rows' own ends were last worked out.
    """

    title = TranslatedField(_("what"), is_line=True)
    trigger = TranslatedField(_("counted from"), is_line=True)
    period = TranslatedField(_("the period in words"), is_line=True)
    days = models.PositiveIntegerField(_("days"), null=True, blank=True)
    months = models.PositiveIntegerField(_("calendar months"), null=True, blank=True)
    months_after_year = models.PositiveIntegerField(
        _("months after the end of the accounting year"),
        null=True,
        blank=True,
        help_text=_("For bookkeeping: 60 for primary documents, 42 for secondary ones (bokføringsloven § 13)."),
    )
    legal_source = models.CharField(_("legal source"), max_length=200)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="retention_rules", verbose_name=_("purpose"))
    action = models.CharField(_("then"), max_length=12, choices=RetentionAction, default=RetentionAction.DELETE)
    anonymise_reason = models.CharField(
        _("why not deleted"),
        max_length=16,
        choices=AnonymiseReason,
        blank=True,
        help_text=_("Needed when rows are kept without their person; otherwise empty."),
    )
    most_rows = models.PositiveIntegerField(
        _("stop and ask above so many rows"), null=True, blank=True, help_text=_("Empty: RETENTION_MOST_ROWS.")
    )
    most_percent = models.PositiveSmallIntegerField(
        _("stop and ask above so many percent"), null=True, blank=True, help_text=_("Empty: RETENTION_MOST_PERCENT.")
    )
    approved_terms = models.CharField(_("approved terms"), max_length=120, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    approved_by = models.PositiveBigIntegerField(_("approved by account"), null=True, editable=False)
    applied_terms = models.CharField(_("terms in the rows"), max_length=120, blank=True, editable=False)
    applied_after = models.CharField(_("worked out up to"), max_length=160, blank=True, editable=False)
    last_run_at = models.DateTimeField(_("last run at"), null=True, editable=False)

    class Meta(Keyed.Meta):
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        permissions = (("approve_retention", _("Can approve retention rules and stopped runs")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(days__isnull=False) | Q(months__isnull=False) | Q(months_after_year__isnull=False),
                name="retention_rule_has_a_period",
            ),
            models.CheckConstraint(
                condition=Q(action=RetentionAction.DELETE, anonymise_reason="")
                | Q(action=RetentionAction.ANONYMISE) & ~Q(anonymise_reason=""),
                name="retention_rule_anonymises_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(most_percent__isnull=True) | Q(most_percent__lte=100),
                name="retention_rule_percent_at_most_100",
            ),
        )

    def __str__(self) -> str:
        return in_language(self.title)

    @property
    def length(self) -> Period:
        """The period as the calendar reckons it."""
        return Period(days=self.days, months=self.months, months_after_year=self.months_after_year)

    @property
    def terms(self) -> str:
        """What an approval is given for: the action and the length, in one form."""
        length = self.length
        year = "year" if length.year_ends == _DECEMBER else f"year{length.year_ends}"
        parts = (("days", self.days), ("months", self.months), (f"{year}+months", self.months_after_year))
        words = " ".join(f"{name}={value}" for name, value in parts if value is not None)
        return f"{self.action} {words} {self.anonymise_reason}".strip()

    @property
    def approved_words(self) -> str:
        return terms_in_words(self.approved_terms)

    @property
    def words(self) -> str:
        return terms_in_words(self.terms)

    @property
    def is_approved(self) -> bool:
        return self.approved_terms == self.terms

    @property
    def is_applied(self) -> bool:
        """Tell whether the rows' own ends are those of the terms that stand now."""
        return self.applied_terms == self.terms


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    def waiting(self) -> "RetentionRunQuerySet":
        """What waits for staff: previews of rules, and runs that stopped to ask."""
        return self.filter(state__in=(RunState.PREVIEW, RunState.STOPPED))

    def done(self) -> "RetentionRunQuerySet":
        return self.filter(state=RunState.DONE)


class RetentionRun(models.Model):
    """The receipt of one run for one rule and model: counts per table and a hash of the rows' ids, no values (LAW P27).

    ``tables`` counts what went with the rows too; ``sha256`` chains the hash of each batch's ids; ``sample`` holds some
    of those ids, to look for them later; ``held`` counts due rows that stayed: on hold, asked for, or accounts of
    staff.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField(_("rule"), max_length=80)
    model = models.CharField(_("model"), max_length=80)
    terms = models.CharField(_("terms"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=RunState, default=RunState.DONE)
    stop_reason = models.CharField(_("stopped because"), max_length=12, choices=StopReason, blank=True)
    as_of = models.DateTimeField(_("due as of"))
    due = models.PositiveBigIntegerField(_("rows due"), default=0)
    rows = models.PositiveBigIntegerField(_("rows in the table"), default=0)
    held = models.PositiveBigIntegerField(_("due rows that stay"), default=0)
    deleted = models.PositiveBigIntegerField(_("rows deleted"), default=0)
    tables = models.JSONField(_("rows deleted in each table"), default=dict)
    sha256 = models.CharField(_("hash of the ids"), max_length=64, blank=True)
    sample = models.JSONField(_("some of the ids"), default=list)
    batches = models.PositiveIntegerField(_("batches"), default=0)
    longest_ms = models.PositiveIntegerField(_("longest batch, ms"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    approved_by = models.PositiveBigIntegerField(_("approved by account"), null=True)

    objects: ClassVar = RetentionRunQuerySet.as_manager()

    class Meta:
        ordering = ("-as_of", "model")
        verbose_name = _("retention receipt")
        verbose_name_plural = _("retention receipts")
        indexes = (
            models.Index(fields=("as_of", "id"), name="receipt_by_time"),
            models.Index(fields=("state", "as_of"), name="receipt_by_state"),
            models.Index(fields=("rule", "as_of"), name="receipt_by_rule"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "model"),
                condition=Q(state__in=(RunState.PREVIEW, RunState.STOPPED, RunState.APPROVED)),
                name="one_open_question_per_rule_and_model",
            ),
        )

    def __str__(self) -> str:
        return dated(self, self.as_of)
