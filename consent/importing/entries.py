"""Entries of a document: one for each name of a cookie, with the other cells of its row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from consent.importing import reasons, terms
from consent.importing.document import Column, Document, Row, SkippedRow, Table, squeeze
from consent.importing.expiry import lifetime_in
from consent.importing.names import Name, Vendors, is_host, is_strong, read_names
from consent.importing.vendors import Directory, Spelling, VendorMatch
from consent.services import known
from consent.services.enums import Category, Party, StorageKind
from consent.services.known import KnownItem
from privacy.law.lifetimes import LifetimeReading, is_lifetime, read_lifetime

_HOST = re.compile(r"(?:https?://)?\.?((?:[\w-]+\.)+[\w-]+)(?:[/:]\S*)?", re.ASCII)
_BETWEEN_LIFETIMES = re.compile(r"\s*(?:[,;/|\n]|\s(?:bzw\.|resp\.|und|og|and|et|och|en|ja|y|e|&|–|-)\s)\s*")
_CAPITALISED = re.compile(r"[A-ZÆØÅÄÖÜ][^\W\d_]*")
_ONE_CAPITAL = re.compile(r"[A-ZÆØÅÄÖÜ][^\W\d_A-ZÆØÅÄÖÜ]*")
_UNSAID = re.compile(
    r"[_\W]*|pending|väntar|afventer|venter|ventar|ausstehend|en attente|in afwachting|pendiente|in attesa|odottaa",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A name in the policy. ``pattern`` is its name in the register; the texts are as written."""

    line: int
    name: str
    pattern: str
    vendor_text: str
    vendor: VendorMatch
    category_text: str
    claimed: Category | None
    lifetime_text: str
    reading: LifetimeReading
    purpose: str
    domain: str
    party: Party | None
    kind: StorageKind | None
    known: KnownItem | None

    @property
    def category(self) -> Category:
        """The category for the register: as known, else as the policy claims, else analytics, which needs consent."""
        item = self.known
        if item and (item.category is Category.NECESSARY or self.claimed in (None, Category.NECESSARY)):
            return item.category
        return self.claimed or Category.ANALYTICS

    @property
    def vendor_key(self) -> str:
        return self.known.service.vendor if self.known else self.vendor.key

    @property
    def is_own(self) -> bool:
        return self.known is None and (self.vendor.is_own or self.vendor.spelling is Spelling.MISSING)


@dataclass
class Entries:
    """The entries of a document, and the rows that are not taken, in the order of the file."""

    taken: list[Entry] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)


def read_entries(document: Document, directory: Directory) -> Entries:
    """Return the entries of every table, and each row without the name of a cookie with the reason."""
    entries = Entries(skipped=list(document.skipped))
    names = directory.known_names()
    for table in document.tables:
        has_strong_names = any(is_strong(squeeze(row[Column.NAME])) for row in table.rows)
        doubtful = None if table.is_certain else _ONE_CAPITAL if has_strong_names else _CAPITALISED
        for row in table.rows:
            _read_row(table, row, directory, entries, names, doubtful)
    entries.skipped.sort(key=lambda row: row.line)
    return entries


def _read_row(
    table: Table, row: Row, directory: Directory, entries: Entries, vendors: Vendors, doubtful: re.Pattern[str] | None
) -> None:
    """Add the entries of a row; a name that is like ``doubtful`` may be any word."""
    cell = row[Column.NAME]
    if not squeeze(cell) and sum(bool(squeeze(text)) for text in row.cells.values()) < 2:
        return  # nothing but a remark
    readings = read_names(cell, vendors)
    names: list[Name] = []
    for reading in readings:
        if not isinstance(reading, Name):
            entries.skipped.append(SkippedRow(line=row.line, text=squeeze(reading.text), reason=reading.reason))
        elif reason := _doubt(row, reading.text, doubtful):
            text = squeeze(cell) if len(readings) == 1 else reading.text
            entries.skipped.append(SkippedRow(line=row.line, text=text, reason=reason))
        else:
            names.append(reading)
    lifetimes = _lifetimes(row[Column.LIFETIME], names)
    purposes = [line for line in row[Column.PURPOSE].split("\n") if line.strip()]
    if not squeeze(row[Column.LIFETIME]):
        lifetimes = [lifetime or lifetime_in(row[Column.PURPOSE]) for lifetime in lifetimes]
    for number, name in enumerate(names):
        purpose = purposes[number] if len(purposes) == len(names) else row[Column.PURPOSE]
        entries.taken.append(_entry(table, row, name.text, lifetimes[number], squeeze(purpose), directory))


def _doubt(row: Row, name: str, doubtful: re.Pattern[str] | None) -> reasons.Reason | None:
    """Return why a name of the right form is none in this row, or None."""
    kinds = (row[Column.KIND], row[Column.TYPE])
    if any(map(terms.is_pixel, kinds)) or ("/" in name and terms.kind(kinds[0]) is None):
        return reasons.PIXEL
    if is_strong(name):
        return None
    if _ONE_CAPITAL.fullmatch(name) and not any(
        squeeze(cell) for column, cell in row.cells.items() if column is not Column.NAME
    ):
        return reasons.NAME  # “Total” and other words that head or end a part of a table
    if squeeze(row[Column.VENDOR]).casefold() == name.casefold():
        return reasons.COMPANY
    # Where nothing but the text above speaks of cookies, a capitalised word may be anything.
    return reasons.NAME if doubtful and doubtful.fullmatch(name) else None


def _lifetimes(cell: str, names: Sequence[Name]) -> list[str]:
    """Return the lifetime of each name: its own, or the one at the same place in the cell, or all of the cell."""
    parts = [part for part in _BETWEEN_LIFETIMES.split(cell) if part.strip()]
    named = {key.strip(): value for key, _colon, value in (part.partition(":") for part in parts) if value}
    if len(names) > 1 and all(name.text in named for name in names):
        return [named[name.text].strip() for name in names]
    if len(names) > 1 and len(parts) == len(names) and all(map(is_lifetime, parts)):
        return [squeeze(part) for part in parts]
    _label, _colon, value = cell.partition(":")
    bare = value if value and is_lifetime(value) else cell
    return [name.lifetime if name.lifetime and not squeeze(bare).strip("-–—") else squeeze(bare) for name in names]


def _entry(table: Table, row: Row, name: str, lifetime: str, purpose: str, directory: Directory) -> Entry:
    item = known.find(name)
    kind_text = row[Column.KIND] or row[Column.TYPE]
    category = next((text for text in (row[Column.CATEGORY], row[Column.TYPE]) if terms.is_category(text)), "")
    category = squeeze(category or row[Column.CATEGORY] or table.category)
    if not category and terms.is_category(purpose):
        category = purpose
    party = terms.party(row[Column.PARTY]) or terms.party(row[Column.TYPE])
    vendor, domain = _vendor_and_domain(row)
    match = directory.find(vendor)
    if match.spelling is Spelling.MISSING:
        match = directory.behind(domain, is_third_party=party is Party.THIRD)
    return Entry(
        line=row.line,
        name=name,
        pattern=item.name if item else name,
        vendor_text=vendor,
        vendor=match,
        category_text=category,
        claimed=terms.category(category),
        lifetime_text=lifetime,
        reading=read_lifetime(lifetime),
        purpose="" if _UNSAID.fullmatch(purpose) else purpose,
        domain=domain,
        party=party or (item.party if item else None),
        kind=terms.kind(kind_text) or (item.kind if item else None),
        known=item,
    )


def _vendor_and_domain(row: Row) -> tuple[str, str]:
    """Return the vendor and the host of a row; many lists write the host where others write the vendor."""
    lines = [line for line in row[Column.VENDOR].split("\n") if not _UNSAID.fullmatch(line)]
    hosts = [line for line in (squeeze(row[Column.DOMAIN]), *lines) if line and is_host(line)]
    vendors = [line for line in lines if not is_host(line)]
    vendor = squeeze(" ".join(vendors) or " ".join(lines[:1]))
    match = _HOST.fullmatch(squeeze(hosts[0])) if hosts else None
    return vendor, match[1].lower() if match else ""
