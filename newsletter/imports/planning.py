"""What would become of each row of a list, as far as the file alone tells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from django.conf.locale import LANG_INFO

from newsletter.imports.columns import Column, Columns, RowState, is_a_no, plain, state_of
from newsletter.imports.dates import DateStyle, read_time, style_of
from newsletter.imports.enums import Basis, Fate
from newsletter.imports.reading import FileRow, ListFile, read_files, rows_of
from newsletter.suppression.enums import SuppressionReason
from privacy.addresses.enums import AddressFault
from privacy.addresses.errors import InvalidAddress
from privacy.addresses.normal import Address, normalise_address


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedRow:
    """A row and what would become of it.

    ``given_at``: when the person confirmed elsewhere; ``left_at``: when they left.
    """

    place: str
    fate: Fate
    address: Address | None = None
    fault: AddressFault | None = None
    given_at: datetime | None = None
    left_at: datetime | None = None
    reason: SuppressionReason | None = None
    source: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ListTerms:
    """What staff say of a list, and what the site speaks; ``now`` and ``zone`` for times in the file."""

    basis: Basis
    source: str
    language: str
    languages: tuple[str, ...]
    now: datetime
    zone: tzinfo


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All rows in the order of the file, and the columns that nothing is taken from."""

    rows: list[PlannedRow]
    unused: list[str]


def plan(content: bytes, terms: ListTerms) -> Plan:
    """Read a list whole. Of several rows of one mailbox the strictest counts. Raises ``UnreadableList``."""
    files, rows, unused = read_files(content), list[PlannedRow](), list[str]()
    for file in files:
        columns, lines = rows_of(file, is_alone=len(files) == 1)
        unused += [name for name in columns.unused if name not in unused]
        style = style_of(_times(columns, lines), zone=terms.zone)
        # Read a second time: the cells of a long list take far more memory than what is made of them.
        _columns, lines = rows_of(file, is_alone=len(files) == 1)
        rows += (_row(file, columns, line, style, terms) for line in lines)
    return Plan(rows=_once_each(rows), unused=unused)


def _times(columns: Columns, lines: Iterable[FileRow]) -> Iterator[str]:
    return (value for line in lines for value in columns.values(Column.GIVEN, line.cells))


def _row(file: ListFile, columns: Columns, line: FileRow, style: DateStyle, terms: ListTerms) -> PlannedRow:
    written = columns.values(Column.ADDRESS, line.cells)
    if not line.is_whole or not written:
        return PlannedRow(place=line.place, fate=Fate.NO_ADDRESS if line.is_whole else Fate.SHORT_ROW)
    try:
        address = normalise_address(written[0])
    except InvalidAddress as error:
        return PlannedRow(place=line.place, fate=Fate.BAD_ADDRESS, fault=error.fault)
    row = PlannedRow(place=line.place, fate=Fate.SUBSCRIBED, address=address)
    state = state_of(columns, line.cells, file.state)
    if isinstance(state, SuppressionReason):
        left = (read_time(value, style) for value in columns.values(Column.LEFT, line.cells))
        return replace(row, fate=Fate.SUPPRESSED, reason=state, left_at=next((at for at in left if at), None))
    if terms.basis == Basis.SUPPRESS:
        return replace(row, fate=Fate.SUPPRESSED, reason=SuppressionReason.IMPORTED)
    if state is not RowState.WANTS:
        return replace(row, fate=_FATES[state])
    language = _language(columns.values(Column.LANGUAGE, line.cells), terms)
    given_at = _given(columns, line, style, terms.now) if terms.basis == Basis.CONFIRMED else None
    if given_at is None:
        return replace(row, fate=Fate.ASKED, language=language)
    source = next(iter(columns.values(Column.SOURCE, line.cells)), terms.source)[:200]
    return replace(row, given_at=given_at, language=language, source=source)


_FATES = {
    RowState.UNCONFIRMED: Fate.UNCONFIRMED,
    RowState.NO_CONSENT: Fate.NO_CONSENT,
    RowState.UNKNOWN: Fate.BAD_STATUS,
}


def _given(columns: Columns, line: FileRow, style: DateStyle, now: datetime) -> datetime | None:
    """Return when a person confirmed; None if the row has no time that can be true."""
    # Where a file tells of confirmations, whoever has none signed up only, or was signed up by somebody else.
    value = columns.best(Column.GIVEN, line.cells)
    given = None if is_a_no(value) else read_time(value, style)
    return given if given is not None and given <= now else None


def _language(values: Sequence[str], terms: ListTerms) -> str:
    """Return the language of the site that a row names, or that of the list."""
    for value in values:
        code = plain(value.replace("_", "-").split("-")[0])
        # "no" is the name of a language of which a site has one form.
        name = plain(LANG_INFO.get(code, {}).get("name", value))
        named = (known for known in terms.languages if plain(LANG_INFO.get(known, {}).get("name", "")).startswith(name))
        if found := code if code in terms.languages else next(named, ""):
            return found
    return terms.language


def _once_each(rows: Sequence[PlannedRow]) -> list[PlannedRow]:
    """Let one row of each mailbox count: one that says that the person left, or else the first."""
    chosen = dict[Address, int]()
    for number, row in enumerate(rows):
        if row.address is None:
            continue
        before = chosen.get(row.address)
        if before is None or (row.fate is Fate.SUPPRESSED and rows[before].fate is not Fate.SUPPRESSED):
            chosen[row.address] = number
    return [
        row if row.address is None or chosen[row.address] == number else replace(row, fate=Fate.DUPLICATE)
        for number, row in enumerate(rows)
    ]
