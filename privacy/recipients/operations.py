"""Switch recipients on and off, and confirm checked facts; the journal records the member of staff and the time."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.recipients.enums import FrameworkStatus, HaltReason
from privacy.recipients.errors import NothingToConfirm, NotSwitchedOn
from privacy.recipients.models import AdequacyDecision, FrameworkEntry, Vendor
from privacy.recipients.transfer_report import obstacles
from privacy.register import in_force

STREAM = "promises"


def switch_on(*, vendor: Vendor, by: User, now: datetime) -> Vendor:
    """Let the site use a recipient again. Raises ``NotSwitchedOn`` with every obstacle."""
    if reasons := obstacles(vendor, local_date(now)):
        raise NotSwitchedOn(reasons)
    return _switch(vendor, None, "", "vendor.switched_on", by, now)


def switch_off(*, vendor: Vendor, by: User, now: datetime) -> Vendor:
    """Stop using a recipient: the site removes its scripts, hosts and forms within seconds."""
    return _switch(vendor, now, HaltReason.STAFF, "vendor.halted", by, now)


@transaction.atomic
def _switch(vendor: Vendor, halted_at: datetime | None, because: str, event: str, by: User, now: datetime) -> Vendor:
    vendor.halted_at, vendor.halted_because = halted_at, because
    vendor.save(update_fields=["halted_at", "halted_because"])
    journal.append(stream=STREAM, event=event, facts={"vendor": vendor.key, "staff": by.pk}, now=now)
    transaction.on_commit(in_force.forget)
    return vendor


@transaction.atomic
def confirm_entry(*, vendor: Vendor, by: User, now: datetime) -> FrameworkEntry:
    """Record that staff checked the recipient's entry on the framework's list today; it is unchanged (LAW T-06).

    Raises ``NothingToConfirm`` if the entry has not been entered yet.
    """
    entry = FrameworkEntry.objects.filter(vendor=vendor).exclude(status=FrameworkStatus.UNKNOWN).first()
    if entry is None:
        raise NothingToConfirm
    entry.checked_on = local_date(now)
    entry.save(update_fields=["checked_on"])
    _note("framework", vendor.key, by, now)
    return entry


@transaction.atomic
def confirm_sub_processors(*, vendor: Vendor, by: User, now: datetime) -> Vendor:
    """Record that the register names all sub-processors, if any, and clear the changed list (LAW T-03)."""
    vendor.sub_processors_checked_on, vendor.list_changed_at = local_date(now), None
    vendor.save(update_fields=["sub_processors_checked_on", "list_changed_at"])
    _note("sub-processors", vendor.key, by, now)
    return vendor


@transaction.atomic
def confirm_decision(*, decision: AdequacyDecision, by: User, now: datetime) -> AdequacyDecision:
    """Record that staff checked the decision on the Commission's list today; it is unchanged (LAW T-05)."""
    decision.checked_on = local_date(now)
    decision.save(update_fields=["checked_on"])
    _note("adequacy", decision.country, by, now)
    return decision


def _note(what: str, about: str, by: User, now: datetime) -> None:
    journal.append(
        stream=STREAM, event="recipient.confirmed", facts={"what": what, "about": about, "staff": by.pk}, now=now
    )
