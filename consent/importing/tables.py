"""Find the tables of cookies in a grid of cells: with headings above, at the left, on the cells, or none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from consent.importing import reasons, terms
from consent.importing.alignment import is_misplaced, is_unclear, realigned
from consent.importing.blocks import Cells, GridLine
from consent.importing.columns import columns_of, is_header, is_header_but_for_name, says_cookie
from consent.importing.document import LONGEST_CELL, Column, Row, SkippedRow, Table, is_row
from consent.importing.names import Name, Vendors, is_host, read_names
from consent.importing.outline import Outline, begins_section
from privacy.law.lifetimes import has_unit, is_lifetime

_LATEST_HEADER = 6  # number of rows in which the headings are looked for
_MOST_SAMPLES = 40  # rows whose cells decide what a column holds
_MOSTLY, _SOME = 0.6, 0.34
_MAYBE_LIFETIMES = (Column.OTHER, Column.TYPE, Column.KIND, Column.NOTICE, Column.DATA, Column.BASIS)


@dataclass
class GridReading:
    """The tables of a grid, and its rows that are not taken."""

    tables: list[Table] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Body:
    """Rows below headings."""

    headings: tuple[str, ...]
    lines: Sequence[GridLine]


def read_grid(cells: Cells, outline: Outline, vendors: Vendors) -> GridReading | None:
    """Return the tables of cookies in a grid; None if it is about something else."""
    reading, category = GridReading(), ""
    for body in _bodies(cells):
        if table := _table(body, cells, outline, vendors):
            category = _read_body(body, table, category or table.category, reading, vendors)
    if reading.tables or reading.skipped:
        return reading
    return _unheaded(cells, outline, vendors)


def _bodies(cells: Cells) -> Iterator[_Body]:
    """Yield the headings and the rows below them; headings that come again begin anew."""
    lines = list(cells.lines)
    heads = [line for line in lines if not line.is_group and is_header(line.cells)]
    heads = heads or [line for line in lines[:1] if is_header_but_for_name(line.cells)]
    starts = [number for number, line in enumerate(lines) if line in heads]
    if starts and starts[0] < _LATEST_HEADER:
        for start, end in zip_longest(starts, starts[1:], fillvalue=len(lines)):
            yield _Body(headings=lines[start].cells, lines=lines[start + 1 : end])
        return
    width = max((len(line.cells) for line in lines), default=0)
    if width == 2 and len(lines) > 1:
        named = (_labelled_name(line) if line.is_group else line for line in lines if len(line.cells) == 2)
        yield from _records([line for line in named if not line.is_group])
    elif width > 2 and is_header([line.cells[0] for line in lines]):
        columns = [line.cells for line in lines]
        turned = list(zip_longest(*columns, fillvalue=""))
        yield _Body(
            headings=turned[0],
            lines=[GridLine(line=lines[0].line, cells=column) for column in turned[1:] if any(column)],
        )
    elif cells.labels and is_header(cells.labels):
        yield _Body(headings=cells.labels, lines=lines)


def _labelled_name(line: GridLine) -> GridLine:
    """Return a name above labels and values as a value too; other titles as they are."""
    if not is_strong_cell(line.cells[0]):
        return line
    return GridLine(line=line.line, cells=("cookie name", line.cells[0]))


def _records(lines: Sequence[GridLine]) -> Iterator[_Body]:
    """Yield the rows of a grid of labels and values, which begin anew with the first label."""
    records: list[list[GridLine]] = []
    for line in lines:
        if not records or line.cells[0] == records[-1][0].cells[0]:
            records.append([])
        records[-1].append(line)
    for record in records:
        headings = tuple(line.cells[0] for line in record)
        if is_header(headings):
            yield _Body(
                headings=headings,
                lines=[GridLine(line=record[0].line, cells=tuple(line.cells[1] for line in record))],
            )


def _table(body: _Body, cells: Cells, outline: Outline, vendors: Vendors) -> Table | None:
    """Return the table without its rows; None if nothing says that it is about cookies."""
    rows = [line.cells for line in body.lines if not line.is_group and len(line.cells) <= len(body.headings)]
    columns = list(columns_of(body.headings))
    samples = [[row[n] for row in rows[:_MOST_SAMPLES] if n < len(row) and row[n]] for n in range(len(columns))]
    _settle_names(columns, body.headings, samples, vendors)
    _settle_lifetimes(columns, samples)
    if Column.NAME not in columns:
        return None
    is_certain = any(map(says_cookie, body.headings)) or _cells_say_so(columns, samples)
    if not is_certain and not (outline.is_about_cookies or outline.is_empty or says_cookie(cells.caption)):
        return None
    category = terms.category_in(cells.caption) or outline.category
    return Table(
        columns=tuple(columns), rows=(), heading=cells.caption or outline.heading, category=category,
        lead=outline.lead, is_certain=is_certain,
    )  # fmt: skip


def _cells_say_so(columns: Sequence[Column], samples: Sequence[Sequence[str]]) -> bool:
    """Tell whether names, categories or kinds of storage show that a table is about cookies."""
    tests: dict[Column, Callable[[str], bool]] = {
        Column.NAME: is_strong_cell,
        Column.CATEGORY: terms.is_category,
        Column.KIND: lambda text: terms.kind(text) is not None,
        Column.TYPE: lambda text: terms.kind(text) is not None or terms.is_category(text),
    }
    return any(_share(samples[n], tests[column]) >= _SOME for n, column in enumerate(columns) if column in tests)


def _settle_names(
    columns: list[Column], headings: Sequence[str], samples: Sequence[Sequence[str]], vendors: Vendors
) -> None:
    """Leave one column of names: the one whose cells look most like names, whatever the headings say."""

    def score(number: int) -> tuple[float, bool, int]:
        has_names = _share(samples[number], lambda text: _has_name(text, vendors))
        return has_names + _share(samples[number], is_strong_cell), says_cookie(headings[number]), -number

    named = [number for number, column in enumerate(columns) if column is Column.NAME]
    best = max(named, key=score, default=None)
    if best is None or (samples[best] and score(best)[0] < _SOME):
        others = [
            number
            for number, column in enumerate(columns)
            if column not in (Column.PURPOSE, Column.NAME) and _share(samples[number], is_strong_cell) >= _MOSTLY
        ]
        best = max(others, key=score, default=best)
    for number in named:
        is_host_column = _share(samples[number], is_host) >= _MOSTLY and Column.DOMAIN not in columns
        columns[number] = Column.DOMAIN if is_host_column else Column.OTHER
    if best is not None:
        columns[best] = Column.NAME


def _settle_lifetimes(columns: list[Column], samples: Sequence[Sequence[str]]) -> None:
    """Find the lifetimes under a heading that does not say so, such as “Type: session”."""
    if Column.LIFETIME in columns:
        return
    for number, column in enumerate(columns):
        if column in _MAYBE_LIFETIMES and _share(samples[number], is_lifetime) >= _MOSTLY:
            columns[number] = Column.LIFETIME
            return


def _read_body(body: _Body, table: Table, category: str, reading: GridReading, vendors: Vendors) -> str:
    """Add the rows of a body to a reading, as a table for each category that its group rows name; return the last."""
    columns = table.columns
    unit = next((has_unit(h) for h, c in zip(body.headings, columns, strict=True) if c is Column.LIFETIME), "")
    rows, waiting = list[Row](), ""

    def close() -> None:
        if rows:
            reading.tables.append(
                Table(
                    columns=columns, rows=tuple(rows), heading=table.heading, category=category, lead=table.lead,
                    is_certain=table.is_certain,
                )
            )  # fmt: skip
        rows.clear()

    for line in body.lines:
        given = [cell for cell in dict.fromkeys(line.cells) if cell.strip()]
        if len(given) == 1 and (line.is_group or len(line.cells) == 1 or line.cells[0] == given[0]):
            if not given[0].endswith(".") and (named := terms.category_in(given[0])):
                close()
                category = named
                continue
            if line.is_group:
                if rows and begins_section(given[0], category, vendors):
                    close()
                    category = ""
                continue
            if is_strong_cell(given[0]) and columns[0] is Column.NAME and len(columns) > 2:
                waiting = f"{waiting}{given[0]}\n"  # a pasted cell of several lines
                continue
        row = _row(line, columns, unit, waiting, reading)
        waiting = ""
        if row is not None and not _continues(row, rows):
            rows.append(row)
    close()
    return category


def _row(line: GridLine, columns: Sequence[Column], unit: str, waiting: str, reading: GridReading) -> Row | None:
    first = next((cell for cell in line.cells if cell.strip()), "")
    reason, cells = None, dict[Column, str]()
    if is_row(line.cells[len(columns) :]):
        reason = reasons.TOO_WIDE
    elif any(len(cell) > LONGEST_CELL for cell in line.cells):
        reason = reasons.TOO_LONG
    elif is_misplaced(line.cells, columns):
        cells = realigned(line.cells, columns)
        reason = None if cells else reasons.TOO_NARROW
    elif is_unclear(line.cells, columns):
        reason = reasons.TOO_NARROW
    if reason:
        reading.skipped.append(SkippedRow(line=line.line, text=first, reason=reason))
        return None
    if not cells:
        cells = {column: cell.strip() for column, cell in zip(columns, line.cells, strict=False)}
    if not is_row(cells.values()):
        return None
    if waiting:
        cells[Column.NAME] = waiting + cells.get(Column.NAME, "")
    if unit and cells.get(Column.LIFETIME, "").isdecimal():
        cells[Column.LIFETIME] += f" {unit}"
    return Row(line=line.line, cells=cells)


def _continues(row: Row, rows: list[Row]) -> bool:
    """Add a row that has nothing but more words of the purpose to the row above it."""
    if not rows or {column for column, text in row.cells.items() if text} != {Column.PURPOSE}:
        return False
    last = rows.pop()
    purpose = f"{last[Column.PURPOSE]} {row[Column.PURPOSE]}"
    rows.append(Row(line=last.line, cells={**last.cells, Column.PURPOSE: purpose}))
    return True


def _unheaded(cells: Cells, outline: Outline, vendors: Vendors) -> GridReading | None:
    """Read a grid without headings by what its cells hold."""
    lines = [line for line in cells.lines if len(line.cells) > 1 and not line.is_group]
    width = max((len(line.cells) for line in lines), default=0)
    samples = [[line.cells[n] for line in lines if n < len(line.cells) and line.cells[n]] for n in range(width)]
    names = next((n for n in range(width) if _share(samples[n], is_strong_cell) >= _MOSTLY), None)
    if names is None:
        return None
    columns = [Column.OTHER] * width
    columns[names] = Column.NAME
    tests = (
        (Column.LIFETIME, is_lifetime),
        (Column.CATEGORY, terms.is_category),
        (Column.KIND, lambda text: terms.kind(text) is not None),
        (Column.PARTY, lambda text: terms.party(text) is not None),
        (Column.DOMAIN, is_host),
        (Column.VENDOR, lambda text: text.casefold() in vendors),
        (Column.PURPOSE, lambda text: " " in text),
    )
    for column, test in tests:
        free = (n for n in range(width) if columns[n] is Column.OTHER and _share(samples[n], test) >= _MOSTLY)
        columns[next(free, names)] = column
        columns[names] = Column.NAME
    reading = GridReading()
    if Column.LIFETIME in columns or (outline.is_about_cookies and Column.PURPOSE in columns):
        table = Table(
            columns=tuple(columns), rows=(), heading=outline.heading, category=outline.category, lead=outline.lead
        )
        _read_body(_Body(headings=("",) * width, lines=cells.lines), table, table.category, reading, vendors)
    elif outline.is_about_cookies:
        first = next(cell for cell in samples[names] if is_strong_cell(cell))
        reading.skipped.append(SkippedRow(line=cells.line, text=first, reason=reasons.NO_HEADINGS))
    return reading if reading.tables or reading.skipped else None


def is_strong_cell(text: str) -> bool:
    """Tell whether a cell holds names that can hardly be anything else."""
    names = [name for name in read_names(text[:LONGEST_CELL], in_cookie_column=False) if isinstance(name, Name)]
    return bool(names)


def _has_name(text: str, vendors: Vendors) -> bool:
    return any(isinstance(name, Name) for name in read_names(text[:LONGEST_CELL], vendors))


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, cells)) / len(cells) if cells else 0.0
