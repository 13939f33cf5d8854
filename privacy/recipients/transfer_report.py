"""Report on each recipient and leg: known facts, missing facts, and the steps to prove promise P24 (LAW T-11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from privacy.journal.models import JournalEntry
from privacy.law.countries import country_name
from privacy.recipients import transfers
from privacy.recipients.enums import CLAUSES, FrameworkStatus, LegKind, Role, TransferStatus, TransferTool
from privacy.recipients.models import Agreement, Vendor
from privacy.recipients.transfers import Evidence, Finding
from privacy.register.purposes.models import Purpose


@dataclass(frozen=True, kw_only=True)
class Line:
    """A finding on one leg or on the recipient, and the step to prove P24 (empty if it is proven)."""

    finding: Finding
    needs: str

    @property
    def place(self) -> str:
        """Return the subject of the line: kind and country of the leg, or the sub-processors."""
        if not self.finding.kind:
            return _("sub-processors")
        kind = LegKind(self.finding.kind).label
        return f"{kind} {country_name(self.finding.country)}" if self.finding.country else f"{kind} ?"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Report on one recipient; ``depth`` is 0 for direct recipients, 1 for their sub-processors, and so on."""

    vendor: Vendor
    depth: int
    status: TransferStatus
    lines: list[Line]
    gaps: list[str]
    next_review: date | None

    @property
    def needs(self) -> list[str]:
        """Return the steps to prove P24, without duplicates."""
        return list(dict.fromkeys(line.needs for line in self.lines if line.needs))


def report(today: date) -> list[Entry]:
    """Return the report on all recipients in the register, in the active language."""
    evidence, purposes = transfers.gather(today), purpose_keys()
    chosen = Vendor.objects.direct().select_related("agreement")
    return [entry for vendor in chosen for entry in about(vendor, evidence, purposes)]


def as_plain(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data for JSON; scripts of operators rely on its keys."""
    return {
        "key": entry.vendor.key,
        "depth": entry.depth,
        "status": entry.status.value,
        "next_review": entry.next_review.isoformat() if entry.next_review else None,
        "legs": [
            {
                "kind": str(line.finding.kind),
                "country": line.finding.country,
                "tool": str(line.finding.tool) if line.finding.country else "",
                "status": line.finding.status.value,
                "reason": line.finding.reason,
                "needs": line.needs,
            }
            for line in entry.lines
        ],
        "gaps": entry.gaps,
        "needs": entry.needs,
    }


def about(vendor: Vendor, evidence: Evidence, purposes: frozenset[str], depth: int = 0) -> Iterator[Entry]:
    """Yield the entry of a recipient, then those of its sub-processors."""
    findings = transfers.explain(vendor, evidence)
    own = [finding for finding in findings if finding.vendor == vendor]
    yield Entry(
        vendor=vendor,
        depth=depth,
        status=transfers.worst(findings),
        lines=[Line(finding=finding, needs=_needs(finding)) for finding in own],
        gaps=gaps(vendor, evidence, purposes),
        next_review=transfers.next_review(findings),
    )
    for sub_processor in evidence.sub_processors.get(vendor.key, ()):
        yield from about(sub_processor, evidence, purposes, depth + 1)


def all_gaps() -> list[str]:
    """Return the gaps of all recipients, in the active language."""
    evidence, purposes = transfers.gather(date.min), purpose_keys()
    vendors = Vendor.objects.select_related("agreement")
    return [f"{vendor.name}: {text}" for vendor in vendors for text in gaps(vendor, evidence, purposes)]


def purpose_keys() -> frozenset[str]:
    """Return the keys of all purposes."""
    return frozenset(Purpose.objects.values_list("key", flat=True))


def gaps(vendor: Vendor, evidence: Evidence, purposes: frozenset[str]) -> list[str]:
    """Return the missing facts about a recipient, in the active language."""
    return [*_unknown_facts(vendor, purposes), *_agreement_gaps(vendor), *_tool_gaps(vendor, evidence)]


def _unknown_facts(vendor: Vendor, purposes: frozenset[str]) -> Iterator[str]:
    facts = {
        _("the legal entity"): vendor.legal_entity,
        _("the organisation number"): vendor.organisation_id,
        _("the role"): vendor.role,
        _("the purposes"): vendor.purposes and purposes.issuperset(vendor.purposes),
        _("which data they get"): vendor.data_categories,
        _("whose data they get"): vendor.subject_categories,
        _("where it is stored"): vendor.storage_countries,
        _("where it is reached from"): vendor.access_countries,
        _("the parent company's country"): vendor.parent_country,
    }
    if missing := [fact for fact, value in facts.items() if not value]:
        yield _("nobody has entered %(facts)s (LAW T-01, T-02).") % {"facts": ", ".join(missing)}
    if vendor.role == Role.PROCESSOR and vendor.uses_for_own_purposes is None:
        yield _("nobody has read whether they use the data for purposes of their own (LAW X-27).")
    if vendor.sub_processors_checked_on is None:
        yield _("nobody has checked which sub-processors there are (LAW T-03).")


def _agreement_gaps(vendor: Vendor) -> Iterator[str]:
    agreement = agreement_of(vendor)
    if agreement is None or agreement.dated_on is None:
        yield _("the date of the agreement is missing (LAW P22).")
    elif vendor.role == Role.PROCESSOR and (missing := agreement.missing()):
        yield _("the agreement lacks: %(facts)s (LAW A-06).") % {"facts": ", ".join(missing)}
    if vendor.role == Role.JOINT and not (agreement and agreement.arrangement):
        yield _("the essence of the arrangement is missing (LAW A-07).")


def _tool_gaps(vendor: Vendor, evidence: Evidence) -> Iterator[str]:
    outside = [place for place in transfers.places(vendor) if place[1] not in transfers.EEA]
    documented = {(leg.kind, leg.country): leg.tool for leg in evidence.legs.get(vendor.key, ())}
    tools = {documented.get(place, vendor.tool) for place in outside}
    entry = evidence.entries.get(vendor.key)
    if TransferTool.DPF in tools and (entry is None or entry.status == FrameworkStatus.UNKNOWN):
        yield _("nobody has looked them up on the Data Privacy Framework list (LAW T-06).")
    if vendor.tool in (*CLAUSES, TransferTool.BCR) and any(place not in documented for place in outside):
        yield _("nobody has documented the safeguards and the transfer impact assessment (LAW T-04).")


def agreement_of(vendor: Vendor) -> Agreement | None:
    """Return the agreement with a recipient, or None."""
    return getattr(vendor, "agreement", None)


def _needs(finding: Finding) -> str:
    if finding.status is TransferStatus.GREEN:
        return ""
    if not finding.kind:
        return _("Read the vendor's list, enter each sub-processor, and note the day.")
    if not finding.country:
        return _("Enter the country.")
    if finding.status is TransferStatus.RED:
        return _("Switch the recipient off, or document what carries the transfer.")
    if finding.tool == TransferTool.DPF:
        return _(
            "Look the company up on the public list, and enter name, status, coverage, date and the day you looked."
        )
    if finding.tool == TransferTool.ADEQUACY:
        return _("Look at the decision again, and confirm that it covers this recipient.")
    return _("Cannot be proven with this tool: publish the honest text, or end the transfer.")


def of_one(vendor: Vendor, today: date) -> list[Entry]:
    """Return the report on one recipient and its sub-processors."""
    return list(about(vendor, transfers.gather(today), purpose_keys()))


def obstacles(vendor: Vendor, today: date) -> list[str]:
    """Return the reasons not to switch on a recipient, in the active language (LAW P24, A-06, A-07, P22)."""
    reasons = []
    if transfers.status(vendor, transfers.gather(today)) is TransferStatus.RED:
        reasons.append(_("nothing carries its transfers."))
    agreement = agreement_of(vendor)
    if vendor.role == Role.PROCESSOR:
        if agreement is None:
            reasons.append(_("there is no agreement (GDPR Art. 28(3))."))
        elif missing := agreement.missing():
            reasons.append(_("the agreement lacks: %(facts)s.") % {"facts": ", ".join(missing)})
        elif agreement.review_on and agreement.review_on < today:
            reasons.append(_("the agreement is past its review."))
    if vendor.role == Role.JOINT and not (agreement and agreement.arrangement):
        reasons.append(_("the essence of the arrangement is missing (GDPR Art. 26(2))."))
    return reasons


def history(vendor: Vendor) -> list[JournalEntry]:
    """Return the last 20 journal entries about a recipient, newest first: switched, confirmed, list changed."""
    entries = JournalEntry.objects.filter(stream="promises", event__startswith="vendor.") | JournalEntry.objects.filter(
        stream="promises", event__startswith="recipient."
    )
    named = entries.filter(facts__contains=f'"vendor":"{vendor.key}"') | entries.filter(
        facts__contains=f'"about":"{vendor.key}"'
    )
    return list(named.order_by("-seq")[:20])
