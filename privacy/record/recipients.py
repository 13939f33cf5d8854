"""Recipients by purpose, and their transfers out of the EEA (Art. 30(1)(d) and (e))."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from privacy.law import countries
from privacy.recipients.enums import TransferStatus, TransferTool
from privacy.recipients.state_words import role_in_words
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Leg, Vendor
from privacy.register.languages.fields import in_language
from privacy.register.purposes.covering import served


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer out of the EEA: country, legal tool and status of its verification."""

    country: str
    tool: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One recipient; texts are in one language."""

    key: str
    name: str
    legal_entity: str
    role: str
    does: str
    engaged_by: str
    stored_in: str
    agreement: str
    transfers: list[Transfer]


def by_purpose(register: Register) -> dict[str, list[Recipient]]:
    """Return the recipients by purpose; those without a purpose are under the empty key."""
    vendors = {recipient.key: recipient for recipient in register.vendors}
    by_purpose_key: dict[str, list[Recipient]] = {}
    for key, vendor in vendors.items():
        for purpose in _purposes(key, vendors, register) or {""}:
            by_purpose_key.setdefault(purpose, []).append(_recipient(vendor, vendors))
    return by_purpose_key


def _purposes(key: str, vendors: Mapping[str, Vendor], register: Register) -> set[str]:
    """Return a recipient's purposes: its own, those of its services, and those of the recipients that engaged it."""
    seen: set[str] = set()
    keys: set[str] = set()
    while key in vendors and key not in seen:
        seen.add(key)
        keys |= served(vendors[key], register)
        key = vendors[key].engaged_by
    return keys


def _recipient(vendor: Vendor, vendors: Mapping[str, Vendor]) -> Recipient:
    above = vendors.get(vendor.engaged_by)
    unlike = {(leg.country, leg.tool, leg.status): leg for leg in vendor.legs}
    return Recipient(
        key=vendor.key,
        name=vendor.name,
        legal_entity=vendor.legal_entity,
        role=capfirst(role_in_words(vendor.role)),
        does=in_language(vendor.does),
        engaged_by=above.name if above else "",
        stored_in=", ".join(countries.country_name(code) for code in vendor.storage_countries),
        agreement=vendor.agreement_on or "",
        transfers=[_transfer(leg) for leg in unlike.values()],
    )


def _transfer(leg: Leg) -> Transfer:
    tool = leg.tool
    words = _("nothing is entered") if tool in ("", TransferTool.NONE) else capfirst(str(TransferTool(tool).label))
    return Transfer(
        country=countries.country_name(leg.country), tool=words, status=capfirst(str(TransferStatus(leg.status).label))
    )
