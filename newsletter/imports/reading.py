"""Files of exported lists as rows: CSV in any of its dialects, several of them in a zip, packed or not."""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from newsletter.imports.columns import Column, Columns, plain
from newsletter.imports.errors import UnreadableList

MOST_BYTES = 200_000_000  # unpacked
_LONGEST_CELL = 1_000_000
_DELIMITERS = ",;\t|"
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
# How Mailchimp names the files of an export.
_STATES_OF_FILES = ("unsubscribed", "nonsubscribed", "cleaned", "subscribed")


@dataclass(frozen=True, kw_only=True)
class ListFile:
    """One file of a list. ``state`` is what its name says of everybody in it."""

    name: str
    text: str
    state: str

    @property
    def delimiter(self) -> str:
        """The character between cells: that of the head which makes most names."""
        head = self.text.lstrip().split("\n", 1)[0]
        return max(_DELIMITERS, key=head.count)


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """A row: where it stands, for somebody who looks for it, and its cells.

    ``is_whole``: it has no more cells than the head has names.
    """

    place: str
    cells: list[str]
    is_whole: bool = True


def read_files(content: bytes) -> list[ListFile]:
    """Return the files in what was uploaded. Raises ``UnreadableList``."""
    files = [ListFile(name=name, text=_text(data), state=_state(name)) for name, data in _unpacked(content)]
    files = [file for file in files if file.text.strip()]
    if not files:
        raise UnreadableList
    return files


def rows_of(file: ListFile, *, is_alone: bool) -> tuple[Columns, Iterator[FileRow]]:
    """Return the columns of a file, and its rows one by one. Raises ``UnreadableList`` if no column has addresses."""
    csv.field_size_limit(_LONGEST_CELL)
    source = io.StringIO(file.text, newline="")
    delimiter, before = file.delimiter, 0
    # Excel's own first line.
    if file.text[:4].lower() == "sep=":
        delimiter, before = source.readline().strip()[4:5] or delimiter, 1
    lines = csv.reader(source, delimiter=delimiter)
    names = next((row for row in lines if any(cell.strip() for cell in row)), [])
    columns = Columns(names)
    if not columns.has(Column.ADDRESS):
        raise UnreadableList
    return columns, _rows(lines, len(names), "" if is_alone else f"{file.name} ", before)


def _rows(lines: Iterator[list[str]], width: int, prefix: str, before: int) -> Iterator[FileRow]:
    number = lines.line_num  # type: ignore[attr-defined]
    while True:
        try:
            row = next(lines, None)
        except csv.Error as error:
            raise UnreadableList from error
        if row is None:
            return
        # A cell may hold line breaks: a row is where it begins.
        first, number = number + 1 + before, lines.line_num  # type: ignore[attr-defined]
        if any(cell.strip() for cell in row):
            extra = any(cell.strip() for cell in row[width:])
            yield FileRow(place=f"{prefix}{first}", cells=row, is_whole=not extra)


def _state(name: str) -> str:
    return next((state for state in _STATES_OF_FILES if plain(name).startswith(state)), "")


def _unpacked(content: bytes) -> list[tuple[str, bytes]]:
    try:
        if content[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
                return [("", _bounded(packed.read(MOST_BYTES + 1)))]
        if content[:4] == b"PK\x03\x04":
            return _unzipped(content)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise UnreadableList from error
    return [("", _bounded(content))]


def _unzipped(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [
            entry for entry in archive.infolist()
            if not entry.is_dir() and PurePosixPath(entry.filename).suffix.lower() in (".csv", ".txt", ".tsv")
            and not entry.filename.startswith("__MACOSX/")
        ]  # fmt: skip
        if sum(entry.file_size for entry in members) > MOST_BYTES:
            raise UnreadableList
        files = []
        for entry in members:
            with archive.open(entry) as packed:
                # What the archive says of the size may be a lie.
                files.append((PurePosixPath(entry.filename).name, _bounded(packed.read(entry.file_size + 1))))
        return files


def _bounded(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise UnreadableList
    return data


def _text(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnreadableList from error
        # What Excel on a Norwegian computer saves as "CSV".
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableList
    return text
