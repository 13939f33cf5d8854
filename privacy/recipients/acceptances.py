"""Acceptance of transfers that are not verified, and the pause of recipients whose transfers are neither (LAW T-07)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from privacy.journal import operations as journal
from privacy.law.deadlines import end_of, local_date
from privacy.recipients import transfers
from privacy.recipients.enums import TransferStatus
from privacy.recipients.errors import AcceptanceRefused
from privacy.recipients.models import LONGEST_ACCEPTANCE, TransferAcceptance, Vendor
from privacy.recipients.queries import ACCEPTED, STREAM, facts_of, valid_acceptances
from privacy.register import in_force
from privacy.register.frozen.register import Register
from privacy.retention.queries import retention_end

ANSWER_RULE = "promises.answer"


def is_acceptable(*, vendor: Vendor, until: date, today: date) -> bool:
    """Tell whether a recipient's transfers can be accepted until a day: engaged by us, amber, not for too long."""
    if vendor.engaged_by_id is not None or not today <= until <= today + LONGEST_ACCEPTANCE:
        return False
    return transfers.status(vendor, transfers.gather(today)) is TransferStatus.AMBER


def accept(
    *, vendor: Vendor, role: Mapping[str, str], reason: Mapping[str, str], until: date, by: User, now: datetime
) -> TransferAcceptance:
    """Accept the transfers of a recipient that are not verified, through ``until``; publish it to put it in force.

    Raises ``AcceptanceRefused`` unless the recipient is amber and engaged by us, role and reason have words, and the
    day is within ``LONGEST_ACCEPTANCE``.
    """
    today = local_date(now)
    has_words = all(any(text.strip() for text in words.values()) for words in (role, reason))
    if not has_words or not is_acceptable(vendor=vendor, until=until, today=today):
        raise AcceptanceRefused
    with transaction.atomic():
        given = TransferAcceptance.objects.create(
            vendor=vendor,
            accepted_by=by,
            role=dict(role),
            reason=dict(reason),
            accepted_on=today,
            until=until,
            retain_until=retention_end(ANSWER_RULE, end_of(until)),
        )
        journal.append(stream=STREAM, event=ACCEPTED, facts=facts_of(given), now=now)
    return given


@transaction.atomic
def end(*, acceptance: TransferAcceptance, by: User, now: datetime) -> TransferAcceptance:
    """End an acceptance before its day; the site stops loading the recipient within seconds."""
    acceptance.ended_at = now
    acceptance.save(update_fields=["ended_at"])
    facts: journal.Facts = {"vendor": acceptance.vendor.key, "acceptance": acceptance.pk, "staff": by.pk}
    journal.append(stream=STREAM, event="recipient.acceptance_ended", facts=facts, now=now)
    pause_unverified(register=in_force.register(), now=now)
    return acceptance


@transaction.atomic
def pause_unverified(*, register: Register, now: datetime) -> list[Vendor]:
    """Pause the recipients whose transfers are neither verified nor accepted, resume the others; return the changed.

    An acceptance counts from its publication: ``register`` is the published one.
    """
    today = local_date(now)
    evidence, accepted = transfers.gather(today), valid_acceptances(today)
    published = {
        recipient.key
        for recipient in register.vendors
        if recipient.acceptance and recipient.acceptance.until >= today.isoformat()
    }
    changed = []
    for vendor in Vendor.objects.direct().select_for_update():
        status = transfers.status(vendor, evidence)
        is_accepted = status is TransferStatus.AMBER and vendor.key in published and vendor.key in accepted
        may_run = status is TransferStatus.GREEN or is_accepted
        if may_run == (vendor.unverified_at is None):
            continue
        vendor.unverified_at = None if may_run else now
        vendor.save(update_fields=["unverified_at"])
        event = "vendor.resumed" if may_run else "vendor.paused"
        journal.append(stream=STREAM, event=event, facts={"vendor": vendor.key}, now=now)
        changed.append(vendor)
    if changed:
        transaction.on_commit(in_force.forget)
    return changed
