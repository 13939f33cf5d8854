"""Read an untrusted file into a document, or refuse it with the line at fault."""

import re
import unicodedata
from dataclasses import replace

from consent.importing.document import MOST_ROWS, Document, Table
from consent.importing.errors import Fault, UnreadablePolicy
from consent.importing.markup import read_html
from consent.importing.plain import read_plain_text
from consent.importing.sheets import find_header, read_csv

MOST_BYTES = 1_048_576
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_WRONGLY_DECODED = re.compile("[ÃÂ][\u0080-\u00bf]|â€|\ufffd")
_LETTERS_IN_UTF8 = re.compile(rb"\xc3[\x80-\xbf]")
_HTML = re.compile(r"<(?:!doctype html|html|body|table|dl)\b", re.IGNORECASE)
# Frequent words. "nb" includes words that Danish and Swedish share with it; those two have only their own.
_WORDS = {
    "de": frozenset(
        ["der", "und", "ist", "wird", "werden", "von", "zu", "zur", "sie", "ihre", "wir", "mit", "auf", "eine", "nicht"]
    ),
    "sv": frozenset(["och", "är", "att", "för", "inte", "från", "din", "vår", "används", "av", "som", "på"]),
    "da": frozenset(
        ["af", "bruges", "hjemmeside", "hjemmesiden", "efter", "nogle", "besøger", "oplysninger", "jer", "anvendes"]
    ),
    "nn": frozenset(["ikkje", "frå", "eit", "dei", "vert", "nettstaden", "informasjonskapslar", "me", "kva"]),
    "nb": frozenset(["og", "ikke", "fra", "et", "de", "blir", "på", "som", "du", "vi", "til", "av", "er"]),
    "en": frozenset(["the", "and", "of", "to", "is", "are", "you", "we", "your", "our", "this", "that", "for"]),
}


def read_policy(data: bytes, *, vendors: frozenset[str], encoding: str = "") -> Document:
    """Return the tables of cookies in a file, whose content shows whether it is HTML, CSV or plain text.

    ``vendors`` are names, in lower case, that help to split a table without borders. Without ``encoding`` UTF-8 is
    tried, then Windows-1252, which includes Latin-1. Raises ``UnreadablePolicy`` if there is no table with rows.
    """
    if len(data) > MOST_BYTES:
        raise _refusal(1, f"the file is larger than {MOST_BYTES} bytes")
    text = _clean(_decode(data, encoding))
    if _HTML.search(text):
        document = read_html(text)
    elif header := find_header(text):
        document = read_csv(text, *header)
    else:
        document = read_plain_text(text, vendors)
    tables = tuple(table for table in document.tables if table.rows)
    if not tables:
        raise _refusal(1, "there is no table here whose headings name a cookie and a lifetime, or it has no rows")
    if sum(len(table.rows) for table in tables) > MOST_ROWS:
        raise _refusal(tables[-1].rows[-1].line, f"there are more than {MOST_ROWS} rows")
    return replace(document, tables=tables, language=_language(document.text, tables))


def _decode(data: bytes, encoding: str) -> str:
    chosen = encoding or next((name for bom, name in _BOMS if data.startswith(bom)), "")
    if not chosen.startswith("utf-16") and (match := _BINARY.search(data)):
        raise _refusal(_line(data, match.start()), "this is a binary file, or its encoding is unknown")
    try:
        return data.decode(chosen or "utf-8")
    except LookupError as error:
        raise _refusal(1, f"no such encoding: {chosen}") from error
    except UnicodeDecodeError as error:
        line = _line(data, error.start)
        if chosen or _LETTERS_IN_UTF8.search(data):
            raise _refusal(line, f"this is not {chosen or 'UTF-8'}, as the rest of the file is") from error
    except UnicodeError as error:
        raise _refusal(1, f"this is not {chosen}: {error}") from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _refusal(_line(data, error.start), "this is neither UTF-8 nor Windows-1252") from error


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if match := _WRONGLY_DECODED.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise _refusal(line, f"the letters were decoded wrongly before: “{match[0]}”")
    return _CONTROL.sub("", text.replace("\u00a0", " ").replace("\x0c", "\n").replace("\x0b", "\n"))


def _language(text: str, tables: tuple[Table, ...]) -> str:
    cells = " ".join(cell for table in tables for row in table.rows for cell in row.cells.values())
    words = re.findall(r"[^\W\d_]+", f"{text} {cells}".casefold())
    counts = {code: sum(word in known for word in words) for code, known in _WORDS.items()}
    if counts["en"] > counts["nb"] + counts["nn"] and counts["en"] >= counts["de"]:
        return "en"
    foreign = max(("de", "sv", "da"), key=lambda code: counts[code])
    if counts[foreign] > counts["nb"] + counts["nn"] or (foreign == "da" and counts["da"] * 4 > counts["nb"]):
        return foreign
    return "nn" if counts["nn"] * 4 > counts["nb"] else "nb"


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _refusal(line: int, message: str) -> UnreadablePolicy:
    return UnreadablePolicy([Fault(line=line, message=message)])
