"""The questions of a long or repeated letter, listed so that none is missed."""

import uuid
from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsar.cases.models import LONGEST_REASONS, Case

LONGEST_QUESTION = 1000


class QuestionState(models.TextChoices):
    OPEN = "open", _("not answered yet")
    ANSWERED = "answered", pgettext_lazy("question", "answered")
    SET_ASIDE = "set_aside", _("set aside")


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> "QuestionQuerySet":
        return self.filter(state=QuestionState.OPEN)


class Question(models.Model):
    """A question of the person in a request. ``note`` says where it is answered, or why it is set aside."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    state = models.CharField(_("state"), max_length=16, choices=QuestionState, default=QuestionState.OPEN)
    note = models.TextField(_("where, or why not"), blank=True, validators=[MaxLengthValidator(LONGEST_REASONS)])
    listed_at = models.DateTimeField(_("listed at"))
    settled_at = models.DateTimeField(_("settled at"), null=True)
    # No foreign key: it outlives the account.
    settled_by = models.PositiveBigIntegerField(_("account"), null=True)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("case", "number")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="question_has_its_number"),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN, settled_at=None)
                | ~Q(state=QuestionState.OPEN) & ~Q(note="") & Q(settled_at__isnull=False),
                name="question_settled_says_where_or_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"
