"""Frozen recipients, for a revision, the policy and the information sheet sent with a copy of personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.recipients import transfers
from privacy.recipients.enums import SAFEGUARDS, TransferStatus, TransferTool
from privacy.recipients.models import TransferAcceptance, Vendor
from privacy.register import in_force
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.codec import from_row
from privacy.register.operations import digest
from privacy.register.reading_once import once

STREAM, ACCEPTED = "promises", "recipient.accepted"


@in_force.halted_by
def halted() -> frozenset[str]:
    """Return the keys of the recipients that are switched off, or whose transfers are not verified now."""
    off = Vendor.objects.filter(Q(halted_at__isnull=False) | Q(unverified_at__isnull=False))
    return frozenset(off.values_list("key", flat=True))


def facts_of(given: TransferAcceptance) -> journal.Facts:
    """Return the facts of an acceptance that are written to the journal."""
    # An acceptance whose facts are not in the journal was changed or forged in the database; it does not count.
    return {
        "vendor": given.vendor.key,
        "acceptance": given.pk,
        "staff": given.accepted_by_id,
        "until": given.until,
        "words": digest([given.role, given.reason]),
    }


def valid_acceptances(today: date) -> dict[str, TransferAcceptance]:
    """Return the acceptances that count today, by the key of the recipient."""
    newest = TransferAcceptance.objects.latest_of_each()
    if not newest:
        return {}
    entries = JournalEntry.objects.filter(stream=STREAM, event=ACCEPTED)
    given = frozenset(entries.values_list("facts", flat=True))
    return {
        acceptance.vendor.key: acceptance
        for acceptance in newest
        if acceptance.ended_at is None
        and acceptance.accepted_on <= today <= acceptance.until
        and acceptance.accepted_by.is_active
        and journal.canonical(facts_of(acceptance)) in given
    }


@dataclass(frozen=True, kw_only=True)
class _Sources:
    evidence: transfers.Evidence
    accepted: Mapping[str, TransferAcceptance]


@once
def vendors(today: date) -> tuple[frozen.Vendor, ...]:
    """Return every direct recipient, each followed by its sub-processors."""
    sources = _Sources(evidence=transfers.gather(today), accepted=valid_acceptances(today))
    chosen = Vendor.objects.direct().select_related("agreement")
    return tuple(row for vendor in chosen for row in _with_those_below(vendor, None, sources))


def _with_those_below(vendor: Vendor, above: frozen.Vendor | None, sources: _Sources) -> list[frozen.Vendor]:
    row = _frozen(vendor, above, sources)
    below = sources.evidence.sub_processors.get(vendor.key, ())
    return [row, *(other for sub_processor in below for other in _with_those_below(sub_processor, row, sources))]


def _frozen(vendor: Vendor, above: frozen.Vendor | None, sources: _Sources) -> frozen.Vendor:
    findings = transfers.explain(vendor, sources.evidence)
    agreement = getattr(vendor, "agreement", None)
    status = transfers.worst(findings)
    accepted = sources.accepted.get(vendor.key) if status is TransferStatus.AMBER else None
    documented = {(leg.kind, leg.country) for leg in sources.evidence.legs.get(vendor.key, ())}
    return from_row(
        frozen.Vendor,
        vendor,
        agreement_on=agreement.dated_on if agreement else None,
        arrangement=agreement.arrangement if agreement else {},
        legs=tuple(
            frozen.Leg(
                kind=str(finding.kind),
                country=finding.country,
                tool=str(finding.tool),
                status=str(finding.status),
                is_documented=_is_documented(finding, documented),
            )
            for finding in findings
            if finding.vendor == vendor and finding.country and finding.country not in transfers.EEA
        ),
        transfer_status=str(status),
        acceptance=_acceptance(accepted) if accepted else None,
        engaged_by=above.key if above else "",
        is_halted=vendor.halted_at is not None or (above is not None and above.is_halted),
    )


def _acceptance(accepted: TransferAcceptance) -> frozen.Acceptance:
    return from_row(frozen.Acceptance, accepted, "role", "reason", until=accepted.until.isoformat())


def _is_documented(finding: transfers.Finding, documented: set[tuple[str, str]]) -> bool:
    """Tell whether the tool of a transfer is a fact: it was verified, or its document is in the register."""
    # A framework or a decision is a fact only while it is verified; a document does not show that it covers anybody.
    has_document = (finding.kind, finding.country) in documented and finding.tool in (*SAFEGUARDS, TransferTool.ART49)
    return finding.status is TransferStatus.GREEN or has_document
