"""Statements of the policy, accepted linter findings, and known defects of the former policy."""

import re
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from privacy.register.languages.fields import TranslatedField, in_language
from privacy.register.models import Keyed
from privacy.register.statements.conditions import validate_conditions, validate_promises, validate_rows

_BEGINNING = 80
_MARKS = re.compile(r"[#*]|\{table:\w+\}")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FILLED_IN = re.compile(r"\{\w+\}|%\(\w+\)s")


def first_words(text: str) -> str:
    """Return the first words of a text without its marks; what is filled in on the page is left open."""
    words = _MARKS.sub("", _LINK.sub(r"\1", text))
    return Truncator(" ".join(_FILLED_IN.sub("…", words).split())).chars(_BEGINNING)


class Statement(Keyed):
    """A passage of the policy and its promises.

    ``rows`` are the rows of the register that the passage describes, each as ``kind/key``. ``otherwise`` is the
    alternative text, published while a promise of ``text`` is not proven or one of ``conditions`` is not met. A
    statement with an unmet condition and without an alternative is left out.
    """

    section = models.SlugField(_("section"), max_length=40)
    text = TranslatedField(_("text"))
    otherwise = TranslatedField(_("text while unproven"), blank=True)
    promises = models.JSONField(
        _("promises"), default=list, blank=True, help_text=_("Such as P29."), validators=[validate_promises]
    )
    rows = models.JSONField(
        _("rows that it speaks about"),
        default=list,
        blank=True,
        help_text=_("Such as purposes/newsletter."),
        validators=[validate_rows],
    )
    conditions = models.JSONField(
        _("what must be true for it to be published"),
        default=list,
        blank=True,
        help_text=_("Such as vendor:hubspot. Its promises must be kept besides."),
        validators=[validate_conditions],
    )

    class Meta(Keyed.Meta):
        verbose_name = _("statement of the policy")
        verbose_name_plural = _("statements of the policy")

    def __str__(self) -> str:
        return self.beginning or self.key

    @property
    def beginning(self) -> str:
        """The first words of the text without its marks; what is filled in on the page is left open."""
        return first_words(in_language(self.text))


class AcceptedGapQuerySet(models.QuerySet["AcceptedGap"]):
    def answered(self) -> "AcceptedGapQuerySet":
        """Those of somebody who still works here."""
        return self.filter(accepted_by__is_active=True)


class AcceptedGap(models.Model):
    """A linter finding that is published anyway: who accepted it, why, on which day, and the last day.

    The role is published, the account is not. Only ``operations.accept_gap`` writes it: no seed accepts for anybody.
    """

    gap = models.CharField(_("gap"), max_length=12, unique=True, help_text=_("Such as G-02."))
    reason = models.TextField(_("why it stands"))
    decided_by = models.CharField(
        _("who answers for it"), max_length=80, help_text=_("A role, such as managing director.")
    )
    # Deleted with the account: who has left answers for nothing.
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who accepted it")
    )
    decided_on = models.DateField(_("decided on"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("After this day it stops publications again.")
    )

    objects: ClassVar = AcceptedGapQuerySet.as_manager()

    class Meta:
        ordering = ("gap",)
        verbose_name = _("accepted gap")
        verbose_name_plural = _("accepted gaps")

    def __str__(self) -> str:
        return self.gap


class KnownDefect(Keyed):
    """A defect of the policy that the company published before this site (LAW 1.7, G-20)."""

    about = models.CharField(_("about"), max_length=80)
    reference = models.CharField(_("reference"), max_length=40)
    text = TranslatedField(_("what is wrong"))
    remedy = TranslatedField(_("what we do about it"))

    class Meta(Keyed.Meta):
        verbose_name = _("known defect")
        verbose_name_plural = _("known defects")

    def __str__(self) -> str:
        return first_words(in_language(self.text)) or self.about
