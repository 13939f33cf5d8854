"""Transfer engine: judge the transfers of a recipient to each of its countries (LAW part 5).

``explain`` returns a finding for every leg (recipient, kind, country), also of sub-processors, with a reason in words;
``status`` returns the worst of them. No function reads the clock, and only ``gather`` reads the database, so the result
depends on the evidence alone. Green is proven adequate; amber is lawful but not adequate, or not checked; red has no
legal ground.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.law.countries import EEA, country_name
from privacy.law.deadlines import local_date
from privacy.recipients.enums import CLAUSES, FrameworkStatus, LegKind, TransferStatus, TransferTool
from privacy.recipients.models import AdequacyDecision, FrameworkEntry, TransferLeg, Vendor
from privacy.register.reading_once import once

__all__ = ["EEA", "Evidence", "Finding", "explain", "gather", "next_review", "of_decision", "places", "status", "worst"]

GREEN, AMBER, RED = TransferStatus.GREEN, TransferStatus.AMBER, TransferStatus.RED
FRAMEWORK_COUNTRY = "US"
_BADNESS = {GREEN: 0, AMBER: 1, RED: 2}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All input of the engine: decisions by country; legs, entries and sub-processors by the recipient's key."""

    today: date
    decisions: Mapping[str, AdequacyDecision] = field(default_factory=dict)
    legs: Mapping[str, Sequence[TransferLeg]] = field(default_factory=dict)
    entries: Mapping[str, FrameworkEntry] = field(default_factory=dict)
    sub_processors: Mapping[str, Sequence[Vendor]] = field(default_factory=dict)
    adequacy_days: int = 90
    framework_days: int = 30
    list_days: int = 365


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The verdict on one leg, with its reason; ``kind`` and ``country`` are empty for a fact about the recipient.

    ``until`` is the last day on which the check of ``checked_on`` is recent enough.
    """

    vendor: Vendor
    status: TransferStatus
    reason: str
    kind: str = ""
    country: str = ""
    tool: str = TransferTool.NONE
    checked_on: date | None = None
    until: date | None = None


@once
def gather(today: date) -> Evidence:
    """Read the current evidence from the database, in four queries."""
    legs: dict[str, list[TransferLeg]] = {}
    for leg in TransferLeg.objects.select_related("vendor"):
        legs.setdefault(leg.vendor.key, []).append(leg)
    below: dict[str, list[Vendor]] = {}
    for vendor in Vendor.objects.filter(engaged_by__isnull=False).select_related("engaged_by"):
        below.setdefault(vendor.engaged_by.key if vendor.engaged_by else "", []).append(vendor)
    return Evidence(
        today=today,
        decisions={decision.country: decision for decision in AdequacyDecision.objects.all()},
        legs=legs,
        entries={entry.vendor.key: entry for entry in FrameworkEntry.objects.select_related("vendor")},
        sub_processors=below,
        # A setting may ask for more frequent checks, never for fewer (LAW T-05, T-06).
        adequacy_days=min(privacy_settings().adequacy_checked_days, Evidence.adequacy_days),
        framework_days=min(privacy_settings().framework_checked_days, Evidence.framework_days),
        list_days=min(privacy_settings().sub_processors_checked_days, Evidence.list_days),
    )


def status(vendor: Vendor, evidence: Evidence) -> TransferStatus:
    """Return the worst status of a recipient's findings, including those of its sub-processors."""
    return worst(explain(vendor, evidence))


def worst(findings: Sequence[Finding]) -> TransferStatus:
    """Return the worst status among findings; green if there are none."""
    return max((finding.status for finding in findings), key=_BADNESS.__getitem__, default=GREEN)


def next_review(findings: Sequence[Finding]) -> date | None:
    """Return the first day on which a check behind a green finding is too old, or None."""
    return min(
        (finding.until + timedelta(days=1) for finding in findings if finding.until and finding.status is GREEN),
        default=None,
    )


def of_decision(decision: AdequacyDecision, evidence: Evidence) -> TransferStatus:
    """Judge an adequacy decision itself: red is suspended, amber is not in force or not checked recently."""
    if decision.suspended_on and decision.suspended_on <= evidence.today:
        return RED
    if _standing(decision.country, evidence) is None:
        return AMBER
    finding = Finding(vendor=Vendor(), status=GREEN, reason="", checked_on=decision.checked_on)
    return _still_valid(finding, decision, evidence).status


def explain(vendor: Vendor, evidence: Evidence) -> list[Finding]:
    """Return all findings, in the active language: the recipient's own first, then its sub-processors'."""
    return list(_explained(vendor, evidence, frozenset()))


def places(vendor: Vendor) -> Iterator[tuple[LegKind, str]]:
    """Yield every (kind, country) of a recipient, without duplicates."""
    for country in dict.fromkeys(vendor.storage_countries):
        yield LegKind.STORAGE, country
    for country in dict.fromkeys(vendor.access_countries):
        yield LegKind.ACCESS, country
    if vendor.parent_country:
        yield LegKind.PARENT, vendor.parent_country


def _explained(vendor: Vendor, evidence: Evidence, seen: frozenset[str]) -> Iterator[Finding]:
    for kind, country in places(vendor):
        yield _leg(vendor, kind, country, evidence)
    yield from _unknown_places(vendor)
    yield _list(vendor, evidence)
    for sub_processor in evidence.sub_processors.get(vendor.key, ()):
        if sub_processor.key not in seen:
            yield from _explained(sub_processor, evidence, seen | {vendor.key})


def _unknown_places(vendor: Vendor) -> Iterator[Finding]:
    """Yield an amber finding for each kind whose country is missing (LAW T-02)."""
    # A missing country cannot be assumed to be in the EEA.
    for kind, value in (
        (LegKind.STORAGE, vendor.storage_countries),
        (LegKind.ACCESS, vendor.access_countries),
        (LegKind.PARENT, vendor.parent_country),
    ):
        if not value:
            yield Finding(vendor=vendor, kind=kind, status=AMBER, reason=_("Nobody has entered the country."))


def _list(vendor: Vendor, evidence: Evidence) -> Finding:
    """Judge whether a recipient's sub-processors are known and checked recently (LAW T-03)."""
    checked_on = vendor.sub_processors_checked_on
    if vendor.list_changed_at is not None:
        since = local_date(vendor.list_changed_at)
        reason = _("The list of sub-processors has changed since it was last checked (%(date)s).") % {
            "date": date_format(since)
        }
        return Finding(vendor=vendor, status=AMBER, reason=reason, checked_on=checked_on)
    if checked_on is None:
        reason = _("Nobody has checked which sub-processors there are.")
        return Finding(vendor=vendor, status=AMBER, reason=reason)
    return _aged(
        Finding(vendor=vendor, status=GREEN, reason=_("The sub-processors are known."), checked_on=checked_on),
        evidence.list_days, evidence.today,
    )  # fmt: skip


def _leg(vendor: Vendor, kind: LegKind, country: str, evidence: Evidence) -> Finding:
    documented = next(
        (leg for leg in evidence.legs.get(vendor.key, ()) if (leg.kind, leg.country) == (kind, country)), None
    )
    tool = TransferTool(documented.tool if documented else vendor.tool or TransferTool.NONE)
    finding = Finding(vendor=vendor, kind=kind, country=country, tool=tool, status=RED, reason="")
    if country in EEA:
        return _said(finding, GREEN, _("Inside the EEA."), tool=TransferTool.NONE)
    if country != FRAMEWORK_COUNTRY and (decision := _standing(country, evidence)):
        return _by_decision(finding, decision, documented, evidence)
    if tool == TransferTool.DPF:
        return _by_framework(finding, evidence)
    if tool in (TransferTool.NONE, TransferTool.ADEQUACY):
        return _said(finding, RED, _without_ground(country, evidence))
    return _by_safeguard(finding, documented)


def _standing(country: str, evidence: Evidence) -> AdequacyDecision | None:
    """Return the decision on a country if it has begun and is not suspended.

    An expired decision is returned too: ``_still_valid`` judges it amber.
    """
    decision = evidence.decisions.get(country)
    if decision is None or (decision.valid_from and decision.valid_from > evidence.today):
        return None
    is_suspended = decision.suspended_on is not None and decision.suspended_on <= evidence.today
    return None if is_suspended else decision


def _by_decision(
    finding: Finding, decision: AdequacyDecision, documented: TransferLeg | None, evidence: Evidence
) -> Finding:
    finding = _said(
        finding, GREEN, _("Adequacy decision for %(country)s.") % {"country": country_name(decision.country)},
        tool=TransferTool.ADEQUACY, checked_on=decision.checked_on,
    )  # fmt: skip
    if decision.scope and not (documented and documented.scope_confirmed_on):
        reason = _("The adequacy decision covers only: %(scope)s. Nobody has confirmed that it covers this one.")
        return _said(finding, AMBER, reason % {"scope": decision.scope})
    return _still_valid(finding, decision, evidence)


def _still_valid(finding: Finding, decision: AdequacyDecision, evidence: Evidence) -> Finding:
    if decision.valid_to and decision.valid_to < evidence.today:
        return _said(
            finding, AMBER, _("The adequacy decision ran out on %(date)s.") % {"date": date_format(decision.valid_to)}
        )
    return _aged(finding, evidence.adequacy_days, evidence.today, last=decision.valid_to)


def _by_framework(finding: Finding, evidence: Evidence) -> Finding:
    """Judge a transfer under the Data Privacy Framework: it covers listed companies, not the country (LAW X-26)."""
    if finding.country != FRAMEWORK_COUNTRY:
        return _said(finding, RED, _("The Data Privacy Framework carries nothing outside the USA."))
    decision = evidence.decisions.get(FRAMEWORK_COUNTRY)
    if decision is None:
        return _said(finding, AMBER, _("The decision behind the Data Privacy Framework is not in the register."))
    if _standing(FRAMEWORK_COUNTRY, evidence) is None:
        return _said(finding, RED, _("The decision behind the Data Privacy Framework is not in force."))
    entry = _judged_entry(finding, evidence)
    ground = _still_valid(_said(finding, GREEN, "", checked_on=decision.checked_on), decision, evidence)
    return ground if _BADNESS[ground.status] > _BADNESS[entry.status] else entry


def _judged_entry(finding: Finding, evidence: Evidence) -> Finding:
    """Judge the recipient's own entry on the framework's list (LAW T-06)."""
    entry = evidence.entries.get(finding.vendor.key)
    if entry is None or entry.status == FrameworkStatus.UNKNOWN or entry.checked_on is None:
        return _said(finding, AMBER, _("Nobody has looked whether the company is on the Data Privacy Framework list."))
    finding = _said(finding, GREEN, "", checked_on=entry.checked_on)
    if entry.status != FrameworkStatus.ACTIVE:
        return _said(finding, RED, _("The company is not active on the Data Privacy Framework list."))
    if entry.covers_others is False:
        return _said(finding, RED, _("The company's entry covers data on its own staff only."))
    if entry.covers_others is None:
        return _said(finding, AMBER, _("Nobody has looked which data the company's entry covers."))
    if entry.certified_until and entry.certified_until < evidence.today:
        reason = _("The company's certification was to be renewed by %(date)s.") % {
            "date": date_format(entry.certified_until)
        }
        return _said(finding, AMBER, reason)
    reason = _("Active on the Data Privacy Framework list: %(entity)s.") % {"entity": str(entry)}
    return _aged(_said(finding, GREEN, reason), evidence.framework_days, evidence.today, last=entry.certified_until)


def _by_safeguard(finding: Finding, documented: TransferLeg | None) -> Finding:
    """Judge clauses, binding rules and exceptions: lawful, but never adequate, so at best amber (LAW P24, X-25)."""
    if finding.tool == TransferTool.ART49:
        return _said(finding, AMBER, _("An exception for a single case, not an adequate level of protection."))
    if documented is None:
        return _said(finding, AMBER, _("Said to rest on appropriate safeguards; nobody has documented them."))
    if finding.tool in CLAUSES and documented.assessed_on:
        reason = _("Standard clauses, assessed on %(date)s: lawful, but no adequacy decision.")
        return _said(
            finding, AMBER, reason % {"date": date_format(documented.assessed_on)}, checked_on=documented.assessed_on
        )
    return _said(finding, AMBER, _("Binding corporate rules: lawful, but no adequacy decision."))


def _without_ground(country: str, evidence: Evidence) -> str:
    if country == FRAMEWORK_COUNTRY and country in evidence.decisions:
        return _("The decision for the USA covers only companies on the Data Privacy Framework list.")
    if country in evidence.decisions:
        return _("The adequacy decision for %(country)s is not in force.") % {"country": country_name(country)}
    return _("Nothing carries a transfer to %(country)s.") % {"country": country_name(country)}


def _aged(finding: Finding, days: int, today: date, *, last: date | None = None) -> Finding:
    """Make a finding amber if its check is older than ``days``; set ``until``, at most the ``last`` day of validity."""
    if finding.checked_on is None:
        return finding
    until = finding.checked_on + timedelta(days=days)
    if finding.checked_on > today:
        # A check dated in the future is a mistake, and would count as recent for too long.
        reason = _("%(reason)s Said to have been checked on %(date)s, which has not come yet.")
        words = {"reason": finding.reason, "date": date_format(finding.checked_on)}
        return _said(finding, AMBER, (reason % words).strip())
    if today > until:
        reason = _("%(reason)s Last checked on %(date)s, more than %(days)s days ago.")
        facts = {"reason": finding.reason, "date": date_format(finding.checked_on), "days": days}
        return _said(finding, AMBER, (reason % facts).strip())
    return Finding(**vars(finding) | {"until": min(until, last) if last else until})


def _said(finding: Finding, verdict: TransferStatus, reason: str, **more: object) -> Finding:
    return Finding(**vars(finding) | {"status": verdict, "reason": reason} | more)
