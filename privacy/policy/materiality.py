"""Material changes between two frozen registers (Art. 13(3)), and the purposes they concern.

Corrections of words, fewer recipients, fewer countries and shorter periods are not announced.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from django.conf import settings

from privacy.policy.enums import MaterialChange
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Controller, Purpose, RetentionRule, Service, Text, Vendor
from privacy.register.purposes.enums import LegalBasis

_ITEMS = re.compile(r"[,;.]|\b(?:og|and)\b")
_SPELT_ALIKE = 0.8
_SAID_ALIKE = 0.9
_RIGHTS = {f"P{number}" for number in range(30, 42)}
_DAYS_OF_A_MONTH, _MONTHS_OF_A_YEAR = 30, 12


@dataclass(frozen=True, kw_only=True)
class Material:
    """One material change: its kind, its row, the row's name in every language, and the purposes concerned.

    ``purposes`` is None if the change concerns all data subjects. It is empty if the people concerned are asked for
    new consent instead, so that no letter is needed.
    """

    kind: MaterialChange
    row: str
    title: Mapping[str, str]
    purposes: frozenset[str] | None

    def as_json(self) -> dict[str, Any]:
        concerns = None if self.purposes is None else sorted(self.purposes)
        return {"kind": str(self.kind), "row": self.row, "title": dict(self.title), "purposes": concerns}


def between(before: Register, after: Register) -> list[Material]:
    """Return the material changes between two registers; an empty list if only wording was corrected."""
    old, new = before.rows(), after.rows()
    changes = [*_controller(before.controller, after.controller)]
    asked = {service.vendor for service in after.services}
    for name, row in new.items():
        was = old.get(name)
        match row:
            case Purpose():
                changes += _purpose(name, was if isinstance(was, Purpose) else None, row)
            case Vendor() if not row.is_halted:
                concerns = frozenset[str]() if row.key in asked else None
                changes += _vendor(name, was if isinstance(was, Vendor) else None, row, concerns)
            case RetentionRule() if row.is_in_notice:
                changes += _rule(name, was if isinstance(was, RetentionRule) else None, row)
            case Service() if was is None:
                changes.append(_change(MaterialChange.SERVICE, name, row.label, frozenset()))
    return [*changes, *_rights(before, after)]


def _change(kind: MaterialChange, row: str, title: Text | str, purposes: frozenset[str] | None) -> Material:
    if isinstance(title, str):
        title = {code: title for code, _name in settings.LANGUAGES}
    return Material(kind=kind, row=row, title=title, purposes=purposes)


def _controller(was: Controller, now: Controller) -> Iterator[Material]:
    number = was.organisation_number
    if was.name != now.name or (number and number != now.organisation_number):
        yield _change(MaterialChange.CONTROLLER, "controller", now.name or "controller", None)


def _purpose(name: str, was: Purpose | None, row: Purpose) -> Iterator[Material]:
    own = frozenset({row.key})
    if was is None:
        is_asked = row.legal_basis == LegalBasis.CONSENT
        yield _change(MaterialChange.PURPOSE, name, row.label, frozenset() if is_asked else None)
        return
    if was.legal_basis != row.legal_basis:
        yield _change(MaterialChange.BASIS, name, row.label, own)
    if any(_has_new_items(was.data.get(code, ""), text) for code, text in row.data.items()):
        yield _change(MaterialChange.DATA, name, row.label, own)


def _has_new_items(before: str, after: str) -> bool:
    old = [item.strip().casefold() for item in _ITEMS.split(before)]
    new = [item.strip().casefold() for item in _ITEMS.split(after) if item.strip()]
    return bool(before) and any(not get_close_matches(item, old, n=1, cutoff=_SPELT_ALIKE) for item in new)


def _vendor(name: str, was: Vendor | None, row: Vendor, purposes: frozenset[str] | None) -> Iterator[Material]:
    if was is None:
        yield _change(MaterialChange.RECIPIENT, name, row.label, purposes)
        return
    if (was.legal_entity, was.role) != (row.legal_entity, row.role):
        yield _change(MaterialChange.ROLE, name, row.label, purposes)
    if row.countries - was.countries:
        yield _change(MaterialChange.COUNTRY, name, row.label, purposes)
    if was.tool != row.tool:
        yield _change(MaterialChange.TRANSFER, name, row.label, purposes)


def _rule(name: str, was: RetentionRule | None, row: RetentionRule) -> Iterator[Material]:
    own = frozenset({row.purpose})
    if was is None:
        yield _change(MaterialChange.DATA, name, row.label, own)
    elif _days(row) > _days(was):
        yield _change(MaterialChange.RETENTION, name, row.label, own)


def _days(rule: RetentionRule) -> int:
    months, after_year = rule.months, rule.months_after_year
    if after_year is not None:
        after_year += _MONTHS_OF_A_YEAR
    lengths = [
        rule.days,
        *(months_long * _DAYS_OF_A_MONTH for months_long in (months, after_year) if months_long is not None),
    ]
    return min(length for length in lengths if length is not None)


def _rights(before: Register, after: Register) -> Iterator[Material]:
    """Yield each passage about rights whose text changed by more than a few words."""
    old, new = _about_rights(before), _about_rights(after)
    for key, texts in old.items():
        if any(not _says_alike(text, new.get(key, {}).get(code, "")) for code, text in texts.items()):
            yield _change(MaterialChange.RIGHTS, f"statements/{key}", key, None)


def _about_rights(register: Register) -> dict[str, Text]:
    return {
        statement.key: statement.words
        for statement in register.statements
        if statement.is_shown and (statement.section == "rights" or _RIGHTS & set(statement.promises))
    }


def _says_alike(before: str, after: str) -> bool:
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() >= _SAID_ALIKE
