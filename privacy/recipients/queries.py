"""The recipients as plain data, for a revision, the policy and the sheet that goes with a copy."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from privacy.recipients import transfers
from privacy.recipients.models import Vendor
from privacy.register import in_force

_OWN = (
    "key", "name", "legal_entity", "organisation_id", "role", "does", "purposes", "data_categories",
    "subject_categories", "storage_countries", "access_countries", "parent_country", "tool", "notice_url", "list_url",
)  # fmt: skip


@in_force.halted_by
def halted() -> frozenset[str]:
    """Return the keys of the recipients that are switched off now."""
    return frozenset(Vendor.objects.filter(halted_at__isnull=False).values_list("key", flat=True))


def vendors(today: date) -> list[dict[str, Any]]:
    """Return every recipient and sub-processor: each one we chose, followed by those it engages.

    ``engaged_by`` is the key of who engages it (empty for those we chose). ``legs`` holds, for each country outside the
    EEA, ``kind``, ``country``, ``tool`` and ``status``. ``transfer_status`` counts sub-processors in.
    ``is_halted``: it, or who engages it, is switched off.
    """
    evidence = transfers.gather(today)
    chosen = Vendor.objects.direct().select_related("agreement")
    return [row for vendor in chosen for row in _with_those_below(vendor, {}, evidence)]


def _with_those_below(vendor: Vendor, above: Mapping[str, Any], evidence: transfers.Evidence) -> list[dict[str, Any]]:
    row = _frozen(vendor, evidence)
    row |= {
        "engaged_by": above.get("key", ""),
        "is_halted": vendor.halted_at is not None or above.get("is_halted", False),
    }
    below = evidence.sub_processors.get(vendor.key, ())
    return [row, *(other for one in below for other in _with_those_below(one, row, evidence))]


def _frozen(vendor: Vendor, evidence: transfers.Evidence) -> dict[str, Any]:
    findings = transfers.explain(vendor, evidence)
    agreement = getattr(vendor, "agreement", None)
    return {name: getattr(vendor, name) for name in _OWN} | {
        "agreement_on": agreement.dated_on if agreement else None,
        "arrangement": agreement.arrangement if agreement else {},
        "legs": [
            {"kind": str(one.kind), "country": one.country, "tool": str(one.tool), "status": str(one.status)}
            for one in findings
            if one.vendor == vendor and one.country and one.country not in transfers.EEA
        ],
        "transfer_status": str(transfers.worst(findings)),
    }
