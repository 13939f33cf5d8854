"""Composers of the letters to staff, and about breaches: the address is read when a letter is sent, and only then."""

from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from privacy import emails
from privacy.composers import composes
from privacy.models import (
    BreachAlarm,
    BreachRecipient,
    Controller,
    JournalCheck,
    PromiseAlarm,
    PromiseVerdict,
    Vendor,
)
from privacy.operations.lists import LIST_LETTER
from privacy.operations.promises.alarming import ALARM_LETTER
from privacy.operations.verifying import FAULT_LETTER
from privacy.queries import breaches


@composes(ALARM_LETTER)
def promise_alarm(alarm_id: UUID, now: datetime) -> EmailMessage | None:
    """Compose an alarm from the verdicts it is about; None once its reader no longer works here."""
    alarm = PromiseAlarm.objects.select_related("staff").filter(pk=alarm_id, staff__is_active=True).first()
    if alarm is None or not alarm.staff.email:
        return None
    return emails.alarm(alarm, PromiseVerdict.objects.filter(promise__in=alarm.promises, checked_at=alarm.checked_at))


@composes(FAULT_LETTER)
def journal_fault(check_id: UUID, now: datetime) -> EmailMessage | None:
    """Tell the controller what a check of the journal found: streams and numbers, nothing about anybody."""
    check, controller = JournalCheck.objects.filter(pk=check_id).first(), Controller.objects.first()
    if check is None or controller is None:
        return None
    subject = _("The journal does not hold: %(count)s faults") % {"count": check.faults}
    text = _(
        "The check of %(time)s found that the journal is not what was written:\n\n%(found)s\n\n"
        "Somebody may have changed the database. Keep a copy of it as it is now, and of the signed heads. "
        "docs/operating.md says what to do next."
    ) % {"time": f"{check.checked_at:%Y-%m-%d %H:%M} UTC", "found": check.found}
    return EmailMessage(subject, text, to=[controller.contact_email])


@composes("privacy.breach_told")
def breach_told(object_id: UUID, now: datetime) -> EmailMessage | None:
    """Write to somebody affected; to nobody when the row is gone, or the breach was an exercise."""
    recipient = BreachRecipient.objects.select_related("breach").filter(pk=object_id).first()
    if recipient is None or recipient.breach.is_drill:
        return None
    reached = breaches.reach(recipient)
    return emails.breach_told(recipient.breach, reached) if reached else None


@composes("privacy.breach_alarm")
def breach_alarm(object_id: UUID, now: datetime) -> EmailMessage | None:
    """Warn staff, unless the authority has been notified meanwhile."""
    given = BreachAlarm.objects.select_related("breach").filter(pk=object_id).first()
    return emails.breach_alarm(given) if given and given.breach.is_running else None


@composes(LIST_LETTER)
def list_changed(vendor_id: UUID, now: datetime) -> EmailMessage | None:
    """Tell the controller that a list of sub-processors reads otherwise; not once somebody has looked (LAW T-03)."""
    vendor = Vendor.objects.filter(pk=vendor_id.int, list_changed_at__isnull=False).first()
    controller = Controller.objects.first()
    if vendor is None or controller is None:
        return None
    facts = {"name": vendor.name, "address": vendor.list_url or "-"}
    subject = _("%(name)s has changed its list of sub-processors") % facts
    text = _(
        "%(name)s has changed its list of sub-processors:\n\n%(address)s\n\nSee who is new and where they are, and "
        "whether you object. Enter them among the recipients, and note there that you have looked."
    )
    return EmailMessage(subject, text % facts, to=[controller.contact_email])
