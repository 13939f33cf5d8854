"""Entries of a document: one for each name of a cookie, with the other cells of its row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consent.importing import terms
from consent.importing.document import LONGEST_CELL, Column, Document, Faults, Row, Table, squeeze
from consent.importing.vendors import Directory, Spelling, VendorMatch
from consent.services import known
from consent.services.enums import Category, Party, StorageKind
from consent.services.known import KnownItem
from privacy.law.durations import LifetimeReading, read_lifetime

_NAME = re.compile(r"[^\s,;<>\"“”«»'`\x00-\x1f]{1,80}")
_PLACEHOLDER = re.compile(r"[{<\[][^{}<>\[\]]*[}>\]]|#+$|[Xx]{3,}[A-Za-z0-9-]*$|\*+")
_BETWEEN_NAMES = re.compile(r"\s*[,;]\s*|\s+(?:/|og|and|&)\s+")
_HOST = re.compile(r"(?:https?://)?\.?((?:[\w-]+\.)+[\w-]+)(?:[/:]\S*)?", re.ASCII)


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


def read_entries(document: Document, directory: Directory) -> list[Entry]:
    """Return the entries of every table. Raises ``UnreadablePolicy`` with each row whose name cannot be read."""
    faults = Faults()
    entries = [
        _entry(table, row, name, directory)
        for table in document.tables
        for row in table.rows
        for name in _names(row, faults)
    ]
    faults.refuse()
    return entries


def _names(row: Row, faults: Faults) -> Iterator[str]:
    """Yield the names in a row, of which a cell can have several."""
    cell = row[Column.NAME]
    for column, text in row.cells.items():
        if len(text) > LONGEST_CELL:
            faults.add(row.line, f"the cell “{column.name.lower()}” is longer than {LONGEST_CELL} letters")
            return
    lines = [_BETWEEN_NAMES.split(line.strip(" `'\"“”«»")) for line in cell.split("\n")]
    names = [name for parts in lines for name in parts if all(_is_name(part) for part in parts)]
    if not cell.strip():
        faults.add(row.line, "the row has no name of a cookie")
    elif not names or not _is_name(_PLACEHOLDER.sub("*", lines[0][0])):
        faults.add(row.line, f"“{squeeze(cell)[:60]}” is not the name of a cookie")
    else:
        yield from dict.fromkeys(_PLACEHOLDER.sub("*", name) for name in names)


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(_PLACEHOLDER.sub("*", text)) is not None and text.strip("*.-–—") != ""


def _entry(table: Table, row: Row, name: str, directory: Directory) -> Entry:
    item = known.find(name)
    kind_text = row[Column.KIND] or row[Column.TYPE]
    category = row[Column.CATEGORY] or (row[Column.TYPE] if terms.is_category(row[Column.TYPE]) else "")
    category = squeeze(category or terms.category_in(table.heading))
    party = terms.party(row[Column.PARTY]) or terms.party(row[Column.TYPE])
    host = _HOST.fullmatch(squeeze(row[Column.DOMAIN]))
    return Entry(
        line=row.line,
        name=name,
        pattern=item.name if item else name,
        vendor_text=squeeze(row[Column.VENDOR]),
        vendor=directory.find(row[Column.VENDOR]),
        category_text=category,
        claimed=terms.category(category),
        lifetime_text=squeeze(row[Column.LIFETIME]),
        reading=read_lifetime(row[Column.LIFETIME]),
        purpose=squeeze(row[Column.PURPOSE]),
        domain=host[1].lower() if host else "",
        party=party or (item.party if item else None),
        kind=terms.kind(kind_text) or (item.kind if item else None),
        known=item,
    )
