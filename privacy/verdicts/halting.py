"""Switch off the recipients that break a promise."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.recipients import transfers
from privacy.recipients.enums import HaltReason, TransferStatus
from privacy.recipients.models import Vendor
from privacy.register import in_force


def halt_red_vendors(*, now: datetime) -> list[Vendor]:
    """Switch off each direct recipient whose transfers are red, with a journal entry; return them."""
    evidence = transfers.gather(local_date(now))
    return _switch_off(
        (
            vendor
            for vendor in Vendor.objects.direct().switched_on()
            if transfers.status(vendor, evidence) is TransferStatus.RED
        ),
        HaltReason.TRANSFER,
        now,
    )


def halt(*, keys: Collection[str], now: datetime, because: HaltReason = HaltReason.PROMISE) -> list[Vendor]:
    """Switch off the recipients with these keys, with a journal entry; return those that were on."""
    return _switch_off(Vendor.objects.switched_on().filter(key__in=keys), because, now) if keys else []


def _switch_off(vendors: Iterable[Vendor], because: HaltReason, now: datetime) -> list[Vendor]:
    """Switch off recipients and return those that were on; pages stop offering and loading them within seconds."""
    halted = []
    for vendor in vendors:
        with transaction.atomic():
            # A conditional update: of two runs at once only one writes the journal entry.
            if Vendor.objects.filter(pk=vendor.pk, halted_at__isnull=True).update(
                halted_at=now, halted_because=because
            ):
                halted.append(vendor)
                journal.append(stream="promises", event="vendor.halted", facts={"vendor": vendor.key}, now=now)
    if halted:
        in_force.forget()
    return halted
