"""Which differences between two frozen registers matter to people (Art. 13(3)), and whom they concern.

Corrections of words, fewer recipients, fewer countries and shorter periods are not announced.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from django.conf import settings

from privacy.policy.enums import MaterialChange
from privacy.purposes.enums import LegalBasis
from privacy.statements import notice
from privacy.statements.notice import Content, Row

_ITEMS = re.compile(r"[,;.]|\b(?:og|and)\b")
_SPELT_ALIKE = 0.8
_SAID_ALIKE = 0.9
_RIGHTS = {f"P{number}" for number in range(30, 42)}
_DAYS_OF_A_MONTH, _MONTHS_OF_A_YEAR = 30, 12


@dataclass(frozen=True, kw_only=True)
class Material:
    """One change: what kind, which row, its name in every language, and the purposes whose people it concerns.

    ``purposes`` is None where it concerns everybody whose data is held; empty where those it concerns are asked for a
    new yes, so that nobody needs a letter.
    """

    kind: MaterialChange
    row: str
    title: Mapping[str, str]
    purposes: frozenset[str] | None

    def as_json(self) -> dict[str, Any]:
        concerns = None if self.purposes is None else sorted(self.purposes)
        return {"kind": str(self.kind), "row": self.row, "title": dict(self.title), "purposes": concerns}


def between(before: Content, after: Content) -> list[Material]:
    """Return what changed for people from one revision's content to the next; nothing if only words were corrected."""
    old, new = notice.rows(before), notice.rows(after)
    found = [*_controller(before["privacy"]["controller"], after["privacy"]["controller"])]
    asked = {service["vendor"] for service in notice.of_kind(after, "services")}
    for name, row in new.items():
        kind, _slash, key = name.partition("/")
        was = old.get(name)
        if kind == "purposes":
            found += _purpose(name, was, row)
        elif kind == "vendors" and not row.get("is_halted"):
            found += _vendor(name, was, row, frozenset() if key in asked else None)
        elif kind == "retention_rules" and row.get("is_in_notice", True):
            found += _rule(name, was, row)
        elif kind == "services" and was is None:
            found.append(_change(MaterialChange.SERVICE, name, row, frozenset()))
    return [*found, *_rights(before, after)]


def _change(kind: MaterialChange, name: str, row: Row, purposes: frozenset[str] | None) -> Material:
    title = row.get("title") or row.get("name") or name
    if isinstance(title, str):
        title = {code: title for code, _name in settings.LANGUAGES}
    return Material(kind=kind, row=name, title=title, purposes=purposes)


def _controller(was: Row, now: Row) -> Iterator[Material]:
    is_other = was.get("name") != now.get("name")
    number = was.get("organisation_number")
    if is_other or (number and number != now.get("organisation_number")):
        yield _change(MaterialChange.CONTROLLER, "controller", now, None)


def _purpose(name: str, was: Row | None, row: Row) -> Iterator[Material]:
    own = frozenset({name.partition("/")[2]})
    if was is None:
        is_asked = row["legal_basis"] == LegalBasis.CONSENT
        yield _change(MaterialChange.PURPOSE, name, row, frozenset() if is_asked else None)
        return
    if was["legal_basis"] != row["legal_basis"]:
        yield _change(MaterialChange.BASIS, name, row, own)
    if any(_has_new_items(was["data"].get(code, ""), text) for code, text in row["data"].items()):
        yield _change(MaterialChange.DATA, name, row, own)


def _has_new_items(before: str, after: str) -> bool:
    old = [one.strip().casefold() for one in _ITEMS.split(before)]
    new = [one.strip().casefold() for one in _ITEMS.split(after) if one.strip()]
    return bool(before) and any(not get_close_matches(one, old, n=1, cutoff=_SPELT_ALIKE) for one in new)


def _vendor(name: str, was: Row | None, row: Row, purposes: frozenset[str] | None) -> Iterator[Material]:
    if was is None:
        yield _change(MaterialChange.RECIPIENT, name, row, purposes)
        return
    if any(was.get(fact) != row.get(fact) for fact in ("legal_entity", "role")):
        yield _change(MaterialChange.ROLE, name, row, purposes)
    if _countries(row) - _countries(was):
        yield _change(MaterialChange.COUNTRY, name, row, purposes)
    if was["tool"] != row["tool"]:
        yield _change(MaterialChange.TRANSFER, name, row, purposes)


def _countries(vendor: Row) -> set[str]:
    return {*vendor["storage_countries"], *vendor["access_countries"], vendor["parent_country"]} - {""}


def _rule(name: str, was: Row | None, row: Row) -> Iterator[Material]:
    own = frozenset({row["purpose"]})
    if was is None:
        yield _change(MaterialChange.DATA, name, row, own)
    elif _days(row) > _days(was):
        yield _change(MaterialChange.RETENTION, name, row, own)


def _days(rule: Row) -> int:
    months, after_year = rule["months"], rule.get("months_after_year")
    if after_year is not None:
        after_year += _MONTHS_OF_A_YEAR
    lengths = [rule["days"], *(one * _DAYS_OF_A_MONTH for one in (months, after_year) if one is not None)]
    return min(length for length in lengths if length is not None)


def _rights(before: Content, after: Content) -> Iterator[Material]:
    """Yield each passage about rights that says something else; a corrected word or two is no other right."""
    old, new = _about_rights(before), _about_rights(after)
    for key, texts in old.items():
        if any(not _says_alike(text, new.get(key, {}).get(code, "")) for code, text in texts.items()):
            yield _change(MaterialChange.RIGHTS, f"statements/{key}", {"name": key}, None)


def _about_rights(content: Content) -> dict[str, Mapping[str, str]]:
    return {
        one["key"]: notice.words(one)
        for one in content["privacy"]["statements"]
        if notice.is_shown(one) and (one["section"] == "rights" or _RIGHTS & set(one["promises"]))
    }


def _says_alike(before: str, after: str) -> bool:
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() >= _SAID_ALIKE
