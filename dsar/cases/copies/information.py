"""The information that accompanies a copy (Art. 15(1)(a)-(h) and (2)), from the register."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dsar.people.personal_rows import Count
from privacy.inventory import activities, declarations
from privacy.law.countries import EEA
from privacy.law.deadlines import local_date
from privacy.recipients import queries as recipients
from privacy.recipients.enums import FRAMEWORK_LIST, SAFEGUARDS, LegKind, TransferTool
from privacy.recipients.state_words import role_in_words, tool_in_words
from privacy.register import in_force
from privacy.register.frozen.codec import plain
from privacy.register.frozen.rows import Leg, RetentionRule, Vendor
from privacy.register.languages.fields import in_language
from privacy.register.purposes.enums import LegalBasis
from privacy.register.purposes.models import Purpose
from privacy.register.purposes.queries import current_controller
from privacy.register.statements.site_sentences import promised
from privacy.retention.frozen import retention_rules


def sheet(counts: Sequence[Count], now: datetime) -> dict[str, Any]:
    """Return the information in the active language; ``held`` has an entry for each model with rows.

    The recipients are those of the register in force; before there is one, those of the draft as of ``now``.
    """
    published = in_force.current()
    who = current_controller()
    rules = {rule.key: rule for rule in (published and published.register.retention_rules) or retention_rules()}
    purposes = {purpose.key: purpose for purpose in Purpose.objects.all()}
    vendors = published.register.vendors if published else recipients.vendors(local_date(now))
    return {
        "controller": plain(who),
        "held": [_held(count, purposes, rules) for count in counts],
        "recipients": [_recipient(vendor) for vendor in vendors],
        "not_searchable": [
            {"title": str(data.title), "why": str(data.unlinkable)}
            for data in declarations.all_personal()
            if not data.is_linkable
        ]
        + [{"title": str(activity.title), "why": str(activity.unlinkable)} for activity in activities.all_activities()],
        "rights": _rights(),
        "automated": promised("dsar.no-automated-decision"),
        "complaint": {"authority": who.authority_name, "url": who.authority_url},
    }


def _held(count: Count, purposes: Mapping[str, Purpose], rules: Mapping[str, RetentionRule]) -> dict[str, Any]:
    data = count.data
    purpose = purposes.get(data.purpose)
    rule = rules.get(data.retention.rule)
    return {
        "title": str(data.title),
        "rows": count.rows,
        "categories": [str(field.title) for field in data.fields.values()],
        "purpose": in_language(purpose.title) if purpose else data.purpose,
        "legal_basis": str(LegalBasis(purpose.legal_basis).label) if purpose else "",
        "legal_note": in_language(purpose.legal_note) if purpose and purpose.legal_note else "",
        "retention": in_language(rule.period) if rule else "",
        "retention_from": in_language(rule.trigger) if rule else "",
        "sources": sorted({str(field.origin.label) for field in data.fields.values()}),
    }


def _recipient(vendor: Vendor) -> dict[str, Any]:
    outside = sorted(vendor.countries - EEA)
    return {
        "name": vendor.legal_entity or vendor.name,
        "role": role_in_words(vendor.role),
        "does": in_language(vendor.does),
        "countries": sorted(vendor.countries),
        "outside_eea": outside,
        "safeguard": ", ".join(dict.fromkeys(tool_in_words(leg.known_tool) for leg in vendor.legs))
        or (tool_in_words("") if outside else ""),
        "transfers": [_transfer(leg) for leg in vendor.legs],
        "arrangement": in_language(vendor.arrangement) if vendor.arrangement else "",
    }


def _transfer(leg: Leg) -> dict[str, str]:
    """Return the safeguard of a transfer to a country and how to get a copy of it (Art. 15(2), LAW T-09)."""
    how, tool = "", leg.known_tool
    if tool in SAFEGUARDS:
        how = _("Ask us for a copy: write to the address of the controller.")
    elif tool == TransferTool.DPF:
        how = FRAMEWORK_LIST
    return {
        "country": leg.country,
        "kind": str(LegKind(leg.kind).label),
        "safeguard": tool_in_words(tool),
        "copy": how,
    }


def _rights() -> list[str]:
    return [
        _("to have wrong data corrected (Art. 16)"),
        _("to have data erased (Art. 17)"),
        _("to have the use of data limited (Art. 18)"),
        _("to take data with you (Art. 20)"),
        _("to object, and always to direct marketing (Art. 21)"),
        _("to withdraw a consent at any time; what was done before stays lawful (Art. 7(3))"),
        _("to complain to the supervisory authority (Art. 77)"),
    ]
