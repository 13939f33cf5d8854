"""Switching off the recipients that break a promise."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from privacy import in_force, transfers
from privacy.deadlines import local_date
from privacy.enums import TransferStatus
from privacy.models import AdequacyDecision, Vendor
from privacy.operations import journal


def halt_red_vendors(*, now: datetime) -> list[Vendor]:
    """Switch off each recipient that the transfer engine shows red, and say so in the journal."""
    decisions, today = list(AdequacyDecision.objects.all()), local_date(now)
    return _switch_off(
        (
            vendor
            for vendor in Vendor.objects.filter(halted_at__isnull=True)
            if transfers.status(vendor, decisions, today) is TransferStatus.RED
        ),
        now,
    )


def halt(*, keys: Collection[str], now: datetime) -> list[Vendor]:
    """Switch off the recipients with these keys that are not off yet; return them."""
    return _switch_off(Vendor.objects.filter(key__in=keys, halted_at__isnull=True), now) if keys else []


def _switch_off(vendors: Iterable[Vendor], now: datetime) -> list[Vendor]:
    """Return those that this call switched off; pages stop offering and loading them within seconds."""
    halted = []
    for vendor in vendors:
        with transaction.atomic():
            if Vendor.objects.filter(pk=vendor.pk, halted_at__isnull=True).update(halted_at=now):
                halted.append(vendor)
                journal.append(stream="promises", event="vendor.halted", facts={"vendor": vendor.key}, now=now)
    if halted:
        in_force.forget()
    return halted
