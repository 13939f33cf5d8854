"""Frozen recipients, for a revision, the policy and the information sheet sent with a copy of personal data."""

from datetime import date

from privacy.frozen import rows as frozen
from privacy.frozen.codec import from_row
from privacy.recipients import transfers
from privacy.recipients.models import Vendor
from privacy.register import in_force


@in_force.halted_by
def halted() -> frozenset[str]:
    """Return the keys of the recipients that are switched off now."""
    return frozenset(Vendor.objects.filter(halted_at__isnull=False).values_list("key", flat=True))


def vendors(today: date) -> tuple[frozen.Vendor, ...]:
    """Return every direct recipient, each followed by its sub-processors."""
    evidence = transfers.gather(today)
    chosen = Vendor.objects.direct().select_related("agreement")
    return tuple(row for vendor in chosen for row in _with_those_below(vendor, None, evidence))


def _with_those_below(vendor: Vendor, above: frozen.Vendor | None, evidence: transfers.Evidence) -> list[frozen.Vendor]:
    row = _frozen(vendor, above, evidence)
    below = evidence.sub_processors.get(vendor.key, ())
    return [row, *(other for one in below for other in _with_those_below(one, row, evidence))]


def _frozen(vendor: Vendor, above: frozen.Vendor | None, evidence: transfers.Evidence) -> frozen.Vendor:
    findings = transfers.explain(vendor, evidence)
    agreement = getattr(vendor, "agreement", None)
    return from_row(
        frozen.Vendor,
        vendor,
        agreement_on=agreement.dated_on if agreement else None,
        arrangement=agreement.arrangement if agreement else {},
        legs=tuple(
            frozen.Leg(kind=str(one.kind), country=one.country, tool=str(one.tool), status=str(one.status))
            for one in findings
            if one.vendor == vendor and one.country and one.country not in transfers.EEA
        ),
        transfer_status=str(transfers.worst(findings)),
        engaged_by=above.key if above else "",
        is_halted=vendor.halted_at is not None or (above is not None and above.is_halted),
    )
