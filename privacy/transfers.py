"""The transfer engine: what carries data to each country a recipient works from (LAW part 5)."""

from collections.abc import Iterable
from datetime import date, timedelta

from privacy.enums import TransferStatus, TransferTool
from privacy.models import AdequacyDecision, Vendor

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
EEA = frozenset(_EEA.split())
DPF_COUNTRY = "US"
ADEQUACY_FRESH = timedelta(days=90)
TOOL_FRESH = timedelta(days=30)


def status(vendor: Vendor, decisions: Iterable[AdequacyDecision], today: date) -> TransferStatus:
    """Judge a recipient by its worst country.

    Green is proven adequate (the EEA, a standing decision checked within 90 days, an active Data Privacy
    Framework entry checked within 30); amber is lawful but not adequate or not checked; red has nothing to
    stand on.
    """
    by_country = {decision.country: decision for decision in decisions}
    countries = {*vendor.storage_countries, *vendor.access_countries, vendor.parent_country} - EEA
    found = {_country_status(vendor, country, by_country.get(country), today) for country in countries}
    for worst in (TransferStatus.RED, TransferStatus.AMBER):
        if worst in found:
            return worst
    return TransferStatus.GREEN


def _country_status(vendor: Vendor, country: str, decision: AdequacyDecision | None, today: date) -> TransferStatus:
    if decision is not None and (decision.suspended_on is None or decision.suspended_on > today):
        fresh = today - decision.checked_on <= ADEQUACY_FRESH
        return TransferStatus.GREEN if fresh else TransferStatus.AMBER
    if vendor.tool in (TransferTool.NONE, TransferTool.ADEQUACY) or vendor.is_tool_active is False:
        return TransferStatus.RED
    if vendor.tool == TransferTool.DPF and country != DPF_COUNTRY:
        return TransferStatus.RED
    if vendor.tool == TransferTool.DPF and vendor.is_tool_active and vendor.tool_checked_on:
        fresh = today - vendor.tool_checked_on <= TOOL_FRESH
        return TransferStatus.GREEN if fresh else TransferStatus.AMBER
    return TransferStatus.AMBER
