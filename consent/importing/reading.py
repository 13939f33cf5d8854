"""Read an untrusted file into a document: its tables of cookies, what is not taken, and its words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from consent.importing import reasons, words
from consent.importing.blocks import Block, TextLine, Unread
from consent.importing.described import mentioned
from consent.importing.document import MOST_ROWS, Column, Document, SkippedRow, Table, readable
from consent.importing.errors import Fault, UnreadablePolicy
from consent.importing.markup import read_html
from consent.importing.names import Vendors
from consent.importing.outline import Outline
from consent.importing.plain import read_plain_text
from consent.importing.records import read_json
from consent.importing.stacked import LineReader, LineRows, expanded
from consent.importing.tables import read_grid

MOST_BYTES = 4_194_304
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WRONGLY_DECODED = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u0178\u2013-\u203a\u20ac\u2122]|â€")
_DECLARED = re.compile(r"<(?:html|body|div)\b[^<>]*\blang=[\"']?([a-z]{2})", re.IGNORECASE)
_HEAD = 4000  # letters
_HTML = re.compile(r"<(?:!doctype html|html|body|table|div|section|dl|ul|p|h[1-6])\b[^<>]*>", re.IGNORECASE)


def read_policy(data: bytes, *, vendors: frozenset[str], encoding: str = "") -> Document:
    """Return the tables of cookies in a file, whose content shows whether it is HTML, CSV, Markdown or plain text.

    ``vendors`` are names, in lower case, that are no cookies and help to split a table without borders. Without
    ``encoding`` UTF-8 is tried, then Windows-1252. Rows that cannot be taken are listed in the document. Raises
    ``UnreadablePolicy`` if there is no table of cookies at all.
    """
    if len(data) > MOST_BYTES:
        raise _refusal(1, f"the file is larger than {MOST_BYTES} bytes")
    text = _clean(_decode(data, encoding))
    blocks = _blocks(text, vendors)
    tables, skipped, outside = _read_blocks(blocks, vendors)
    skipped = _without_taken(skipped, tables)
    if not tables and not skipped:
        raise _refusal(1, "there is no table here whose headings name a cookie and a lifetime, or it has no rows")
    kept, more = _first_rows(tables)
    document = Document(tables=kept, skipped=(*skipped, *more), text=outside)
    declared = _DECLARED.search(text[:_HEAD])
    return replace(document, language=_language(document, declared[1].lower() if declared else ""))


def _blocks(text: str, vendors: Vendors) -> Sequence[Block]:
    if text.lstrip()[:1] in ("[", "{") and (records := read_json(text)):
        return records
    return read_html(text) if _HTML.search(text) else read_plain_text(text, vendors)


def _read_blocks(blocks: Sequence[Block], vendors: Vendors) -> tuple[list[Table], list[SkippedRow], str]:
    """Return the tables, the rows that are not taken, and the other text."""
    outline, outside = Outline(vendors=vendors), list[str]()
    tables, skipped = list[Table](), list[SkippedRow]()
    position = 0
    while position < len(blocks):
        block = blocks[position]
        if isinstance(block, TextLine):
            run = _run(blocks, position)
            position += len(run)
            _read_lines(run, outline, vendors, tables, skipped, outside)
            continue
        position += 1
        if isinstance(block, Unread):
            skipped.append(SkippedRow(line=block.line, text=block.text, reason=reasons.WORDS))
        elif reading := read_grid(block, outline, vendors):
            tables += reading.tables
            skipped += reading.skipped
            outline.see_rows()
        else:
            outside.append(block.words())
    return tables, skipped, "\n\n".join(outside)


def _run(blocks: Sequence[Block], start: int) -> list[TextLine]:
    run: list[TextLine] = []
    for block in blocks[start:]:
        if not isinstance(block, TextLine):
            break
        run.append(block)
    return run


def _read_lines(
    run: Sequence[TextLine],
    outline: Outline,
    vendors: Vendors,
    tables: list[Table],
    skipped: list[SkippedRow],
    outside: list[str],
) -> None:
    """Read the rows in a run of lines into tables; other lines go to the outline and to ``outside``."""
    run = expanded(run)
    reader, position = LineReader(run, vendors), 0
    while position < len(run):
        if found := reader.read(position, outline):
            tables += _tables(found, outline)
            skipped += found.skipped
            outline.see_rows()
            position = found.end
        else:
            outline.see(run[position])
            outside.append(run[position].text)
            skipped += mentioned(run[position])
            position += 1


def _tables(found: LineRows, outline: Outline) -> list[Table]:
    """Return the rows as tables, one for each category that was met on the way."""
    categories = found.categories or ("",) * len(found.rows)
    tables: list[Table] = []
    for row, category in zip(found.rows, categories, strict=True):
        named = category or outline.category
        if tables and tables[-1].category == named:
            tables[-1] = replace(tables[-1], rows=(*tables[-1].rows, row))
        else:
            tables.append(
                Table(
                    columns=found.columns, rows=(row,), heading=outline.heading, category=named, lead=outline.lead,
                    is_certain=found.is_certain,
                )
            )  # fmt: skip
    return tables


def _without_taken(skipped: Sequence[SkippedRow], tables: Sequence[Table]) -> list[SkippedRow]:
    """Return the rows without names that sentences mention twice, or that a table has too."""
    seen = {part for table in tables for row in table.rows for part in re.split(r"[\s,;/]+", row[Column.NAME])}
    kept: list[SkippedRow] = []
    for row in skipped:
        if row.reason is not reasons.IN_TEXT or row.text not in seen:
            kept.append(row)
        seen.add(row.text)
    return kept


def _first_rows(tables: Sequence[Table]) -> tuple[tuple[Table, ...], list[SkippedRow]]:
    """Return the first ``MOST_ROWS`` rows, and the row after them as one that is not taken."""
    kept, left = list[Table](), MOST_ROWS
    for table in tables:
        if len(table.rows) > left:
            kept.append(replace(table, rows=table.rows[:left]))
            row = table.rows[left]
            return tuple(kept), [SkippedRow(line=row.line, text="…", reason=reasons.TOO_MANY)]
        kept.append(table)
        left -= len(table.rows)
    return tuple(kept), []


def _decode(data: bytes, encoding: str) -> str:
    chosen = encoding or next((name for bom, name in _BOMS if data.startswith(bom)), "") or _utf_16(data)
    if not chosen.startswith("utf-16") and len(_BINARY.findall(data[:4096])) > 8:
        raise _refusal(1, "this is a binary file; save it as a web page, as text or as CSV")
    try:
        return data.decode(chosen or "utf-8")
    except LookupError as error:
        raise _refusal(1, f"no such encoding: {chosen}") from error
    except UnicodeError as error:
        if encoding:
            raise _refusal(1, f"this is not {chosen}: {error}") from error
    # Lines that were pasted from another program may be in another encoding than the rest.
    return "\n".join(_decode_line(line) for line in data.split(b"\n"))


def _decode_line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252", "latin-1"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1", errors="replace")


def _utf_16(data: bytes) -> str:
    """Return UTF-16 if every second byte is zero, as in a file of Notepad without its first mark."""
    start = data[:400]
    if len(start) > 8 and start[1::2].count(0) * 3 > len(start[1::2]) * 2:
        return "utf-16-le"
    return "utf-16-be" if len(start) > 8 and start[::2].count(0) * 3 > len(start[::2]) * 2 else ""


def _clean(text: str) -> str:
    if _WRONGLY_DECODED.search(text):
        text = "\n".join(_repaired(line) for line in text.split("\n"))
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return readable(text)


def _repaired(line: str) -> str:
    """Return a line whose UTF-8 was read as Latin-1 or Windows-1252, as it was meant; else as it is."""
    if not _WRONGLY_DECODED.search(line):
        return line
    for encoding in ("latin-1", "cp1252"):
        try:
            return line.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return line


def _language(document: Document, declared: str) -> str:
    """Return the language of a document by its words; by what the page declares where there are few of them."""
    cells = " ".join(cell for table in document.tables for row in table.rows for cell in row.cells.values())
    given = Counter(re.findall(r"[^\W\d_]+", f"{document.text[:_ENOUGH]} {cells[:_ENOUGH]}".casefold()))
    known = {code: words.words("languages", code) for code in words.sections()["languages"]}
    counts = {code: sum(given[word] for word in frequent) for code, frequent in known.items()}
    if declared in counts and max(counts.values()) < _FEW_WORDS:
        return declared
    norwegian = counts["nb"] + counts["nn"]
    if counts["en"] > norwegian and counts["en"] >= max(counts[code] for code in _FOREIGN):
        return "en"
    foreign = max(_FOREIGN, key=lambda code: counts[code])
    if counts[foreign] > norwegian or counts["da"] * 4 > counts["nb"] > 0 == counts["nn"]:
        return foreign if counts[foreign] > norwegian else "da"
    return "nn" if counts["nn"] * 4 > counts["nb"] else "nb"


_ENOUGH = 200_000  # letters that tell the language
_FEW_WORDS = 12
_FOREIGN = ("de", "sv", "da", "fr", "nl", "fi", "es", "it")


def _refusal(line: int, message: str) -> UnreadablePolicy:
    return UnreadablePolicy([Fault(line=line, message=message)])
