"""Personal data breaches (Art. 33(5)), the warnings about them and the people informed of them."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.breaches.enums import BreachRisk, NotToldReason
from privacy.recipients.models import Vendor
from privacy.register.languages.fields import TranslatedField

# Nights, Saturdays and holidays count: Art. 3(4) of Regulation 1182/71 does not extend periods given in hours. Its
# Art. 3(5) (two working days in any period of two days or more) might add time; we do not rely on it.
CLOCK = timedelta(hours=72)


class BreachQuerySet(models.QuerySet["Breach"]):
    def running(self) -> "BreachQuerySet":
        """Return the breaches whose clock runs: neither notified, nor closed, nor without risk."""
        return self.filter(notified_at__isnull=True, closed_at__isnull=True).exclude(risk=BreachRisk.NONE)

    def still_open(self) -> "BreachQuerySet":
        return self.filter(closed_at__isnull=True)


class Breach(models.Model):
    """A breach since we became aware of it: the event, our assessment and the notifications, or why not (LAW A-11).

    Texts describe the event and the number of people, never their identity. ``is_drill``: an exercise, which sends
    nothing outside the company.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("name"), max_length=120)
    is_drill = models.BooleanField(_("an exercise"), default=False, help_text=_("Nothing is sent outside the company."))
    aware_at = models.DateTimeField(
        _("we became aware at"),
        help_text=_("When somebody here was reasonably certain; the 72 hours count from this minute."),
    )
    began_at = models.DateTimeField(_("it began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("it was stopped at"), null=True, blank=True)
    what_happened = models.TextField(_("what happened"), help_text=_("What, not who: no names and no addresses."))
    is_confidentiality = models.BooleanField(_("somebody saw what they should not"), default=False)
    is_integrity = models.BooleanField(_("data was changed"), default=False)
    is_availability = models.BooleanField(_("data was lost or out of reach"), default=False)
    data_categories = models.TextField(_("which kinds of data"), blank=True)
    people_categories = models.TextField(_("which groups of people"), blank=True)
    people_about = models.PositiveIntegerField(_("about how many people"), null=True, blank=True)
    records_about = models.PositiveIntegerField(_("about how many records"), null=True, blank=True)
    consequences = models.TextField(_("likely consequences"), blank=True)
    measures = models.TextField(_("what we have done and will do"), blank=True)
    processor = models.ForeignKey(
        Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("processor where it happened")
    )
    processor_told_at = models.DateTimeField(_("the processor told us at"), null=True, blank=True)
    risk = models.CharField(_("risk to people"), max_length=10, choices=BreachRisk, default=BreachRisk.UNDECIDED)
    risk_reason = models.TextField(
        _("why we judge it so"), blank=True, help_text=_("Required to leave out a notification (Art. 33(1), 33(5)).")
    )
    contact_point = models.CharField(
        _("contact point"), max_length=200, blank=True, help_text=_("Empty: the controller's contact address.")
    )
    late_reason = models.TextField(_("why the notification is late"), blank=True, help_text=_("Art. 33(1)."))
    notified_at = models.DateTimeField(_("authority notified at"), null=True, editable=False)
    is_notification_complete = models.BooleanField(_("nothing more will follow"), default=False, editable=False)
    told_what = TranslatedField(_("to those affected: what happened"), blank=True)
    told_consequences = TranslatedField(_("to those affected: what it can mean for you"), blank=True)
    told_measures = TranslatedField(_("to those affected: what we do, and what you can do"), blank=True)
    told_at = models.DateTimeField(_("those affected were told at"), null=True, editable=False)
    not_told = models.CharField(
        _("why those affected need not be told"), max_length=10, choices=NotToldReason, blank=True
    )
    not_told_reason = models.TextField(_("explanation of that"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    retain_until = models.DateTimeField(_("kept until"), null=True, editable=False, db_index=True)

    objects: ClassVar = BreachQuerySet.as_manager()

    class Meta:
        ordering = ("-aware_at",)
        verbose_name = _("personal data breach")
        verbose_name_plural = _("personal data breaches")
        constraints = (
            models.CheckConstraint(
                condition=~Q(risk="none") | ~Q(risk_reason=""), name="breach_without_risk_has_reasons"
            ),
            models.CheckConstraint(
                condition=Q(not_told="") | ~Q(not_told_reason=""), name="breach_not_told_has_reasons"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(retain_until__isnull=False), name="closed_breach_has_an_end"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def due_at(self) -> datetime:
        """Return the end of the 72 hours (Art. 33(1))."""
        return self.aware_at + CLOCK

    @property
    def is_running(self) -> bool:
        """Tell whether the 72 hours count."""
        return self.notified_at is None and self.closed_at is None and self.risk != BreachRisk.NONE

    def seconds_left(self, now: datetime) -> float:
        """Return the seconds left of the 72 hours; negative when they are over."""
        return (self.due_at - now).total_seconds()


class BreachAlarm(models.Model):
    """A warning to staff at a number of hours left; each is given once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, models.CASCADE, related_name="alarms")
    hours_left = models.PositiveSmallIntegerField(_("hours left"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ("-hours_left",)
        verbose_name = _("warning about a breach")
        verbose_name_plural = _("warnings about breaches")
        constraints = (models.UniqueConstraint(fields=("breach", "hours_left"), name="breach_alarm_once"),)

    def __str__(self) -> str:
        return f"{self.breach_id} {self.hours_left}"


class BreachRecipient(models.Model):
    """A person to inform of a breach, as a reference to a row, never an address. Each row is informed once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, models.CASCADE, related_name="recipients")
    model = models.CharField(_("found in"), max_length=80)
    row = models.CharField(_("row"), max_length=64)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ("breach", "model")
        verbose_name = _("person told of a breach")
        verbose_name_plural = _("people told of breaches")
        constraints = (models.UniqueConstraint(fields=("breach", "model", "row"), name="breach_tells_once"),)

    def __str__(self) -> str:
        return str(self.pk)
