"""Read plain text and Markdown into lines and grids: pipes, tabs, commas, aligned columns or single spaces."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from consent.importing import prose, sheets, terms
from consent.importing.blocks import LOWEST, Block, Cells, GridLine, TextLine, Unread
from consent.importing.columns import columns_of, exact_column_of, header_in_prose, is_header, says_cookie
from consent.importing.expiry import has_lifetime
from consent.importing.names import is_strong

_MANY_SPACES = re.compile(r" {2,}|\t+")
_RULE = re.compile(r"[\s|:+=_-]*[|:+=_-]{2,}[\s|:+=_-]*")
_PIPE = re.compile(r"(?<!\\)\|")
_FRAMED = re.compile(r"\s*\|.*\|.*\|\s*")
_CELL_ENDS = re.compile(r"^[^|]*\|?[^|]+\|\s*$")
_GLUED = re.compile(r"(?<=[^\W\d_A-ZÆØÅÄÖÜ])(?=[A-ZÆØÅÄÖÜ])")
_FEWEST_GLUED = 3  # headings
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\[\]]*\)")
_EMPHASIS = re.compile(r"(`+|\*\*\*|\*\*|\*|__)(.+?)\1(?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|-])")
_BULLET = re.compile(r"^[*+-]\s+")
_NUMBER = re.compile(r"(\d+(?:\.\d+)*)[.)]?\s+\S")
_LONGEST_HEADING = 60
_LONGEST_LINE = 1000
_LONGEST_ROW = 300
_MOST_LINES_OF_A_ROW, _MOST_LINES_OF_A_CELL = 5, 15

Cut = Callable[[str], list[str] | None]


@dataclass
class _Reader:
    lines: Sequence[str]
    vendors: frozenset[str]
    blocks: list[Block] = field(default_factory=list)

    def read(self) -> None:
        number = 0
        while number < len(self.lines):
            number = (
                self._pipes(number)
                or self._sheet(number)
                or self._spaces(number)
                or self._glued(number)
                or self._text(number)
            )

    def _text(self, number: int) -> int:
        line, start = self.lines[number], number
        if number and _CELL_ENDS.search(self.lines[number - 1]) and (length := self._broken_cell(number)):
            number += length - 1
            line = " ".join(part.strip() for part in self.lines[start : number + 1])
        if line.strip() and not _RULE.fullmatch(line):
            following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
            bare = line.strip().strip("#") if line.startswith("#") else _BULLET.sub("", line.strip())
            text = without_marks(bare.strip().strip("|").strip())  # cells on lines of their own end with a pipe
            self.blocks.append(TextLine(text, start + 1, _level(line, following)))
        return number + 1

    def _broken_cell(self, number: int) -> int:
        """Return the number of lines of a cell whose end is marked with a pipe; 0 if it has one line or is prose."""
        for length, line in enumerate(self.lines[number : number + _MOST_LINES_OF_A_CELL], start=1):
            if "|" in line:
                is_cell = length > 1 and _CELL_ENDS.search(line) and not exact_column_of(line.strip(" |"))
                return length if is_cell else 0
            if not line.strip():
                return 0
        return 0

    def _pipes(self, number: int) -> int:
        """Read lines with pipes between the cells; return 0 if they are not here."""
        end = number
        while end < len(self.lines) and self._is_in_pipes(number, end):
            end += 1
        is_headed = end - number == 1 and is_header(_pipe_cells(self.lines[number]))
        if end - number < 2 and not is_headed:
            return 0
        if not any(_PIPE.search(line.strip()[1:-1]) for line in self.lines[number:end]):
            return 0
        rows = [
            GridLine(line=number + place + 1, cells=tuple(_pipe_cells(line)))
            for place, line in enumerate(self.lines[number:end])
            if not _RULE.fullmatch(line)
        ]
        self.blocks.append(Cells(line=number + 1, lines=_joined([row for row in rows if any(row.cells)])))
        return end

    def _is_in_pipes(self, start: int, number: int) -> bool:
        """Tell whether a line is a row with pipes, or empty between two rows of a table without headings."""
        line = self.lines[number]
        if "|" in line:
            return len(line) <= _LONGEST_LINE * 4
        around = self.lines[number - 1 : number + 2] if number > start else []
        is_between = len(around) == 3 and _FRAMED.fullmatch(around[0]) and _FRAMED.fullmatch(around[2])
        return bool(is_between and not line.strip() and not is_header(_pipe_cells(self.lines[start])))

    def _sheet(self, number: int) -> int:
        delimiter = sheets.delimiter_of(self.lines[number]) or sheets.shared_delimiter(self.lines[number : number + 2])
        if not delimiter:
            return 0
        cells, end = sheets.read_run(self.lines, number, delimiter)
        self.blocks.append(cells)
        return end

    def _spaces(self, number: int) -> int:
        """Read aligned columns, or cells with single spaces between them."""
        header = self.lines[number]
        if len(header) > _LONGEST_LINE or not header.strip():
            return 0
        parts = _MANY_SPACES.split(header.strip())
        if is_header(parts):
            cut = _aligned(header, parts, self.vendors)
        elif columns := header_in_prose(header):
            parts = [column.name for column in columns]
            cut = lambda row: prose.cut(row, columns, self.vendors)  # noqa: E731
        else:
            return 0
        return self._rows(number, parts, cut)

    def _glued(self, number: int) -> int:
        """List the rows of a table whose cells have nothing between them: “NameProviderDuration”."""
        header = self.lines[number].strip()
        parts = _GLUED.split(header) if len(header) <= _LONGEST_ROW else []
        if len(parts) < _FEWEST_GLUED or not is_header(parts):
            return 0
        number += 1
        while number < len(self.lines) and (line := self.lines[number].strip()):
            self.blocks.append(Unread(line=number + 1, text=line))
            number += 1
        return number

    def _rows(self, number: int, headings: Sequence[str], cut: Cut) -> int:
        names = _HEADINGS | ({} if says_cookie(self.lines[number]) else {"NAME": "name"})
        header = GridLine(line=number + 1, cells=tuple(names.get(heading, heading) for heading in headings))
        rows, start = [header], number
        number += 1
        while number < len(self.lines):
            line = self.lines[number]
            cells, length = self._cells(cut, number)
            if _RULE.fullmatch(line) and line.strip():
                pass
            elif not line.strip():
                if not self._continues(headings, cut, number):
                    break
            elif cells is not None:
                rows.append(GridLine(line=number + 1, cells=tuple(cell.strip() for cell in cells)))
            elif terms.is_category(line):
                rows.append(GridLine(line=number + 1, cells=(line.strip(),), is_group=True))
            elif is_strong(line.split()[0]) or (len(line) <= _LONGEST_ROW and has_lifetime(line)):
                self.blocks.append(Unread(line=number + 1, text=line.strip()))
            elif not self._continues(headings, cut, number + 1):
                break
            number += length
        self.blocks.append(Cells(line=start + 1, lines=rows))
        return number

    def _cells(self, cut: Cut, number: int) -> tuple[list[str] | None, int]:
        """Return the cells of the row that begins on a line, and how many lines it takes: a cell may be broken."""
        line = self.lines[number].strip()
        if not line:
            return None, 1
        for length in range(1, _MOST_LINES_OF_A_ROW + 1):
            cells = cut(self.lines[number] if length == 1 else line)
            following = self.lines[number + length].strip() if number + length < len(self.lines) else ""
            if cells is not None:
                return cells, length
            if not following or not is_strong(line.split()[0]) or is_strong(following.split()[0]):
                break
            line = f"{line} {following}"
        return None, 1

    def _continues(self, headings: Sequence[str], cut: Cut, number: int) -> bool:
        """Tell whether a clear row follows within some lines, so that the table continues."""
        following = next((line for line in self.lines[number : number + 3] if line.strip()), "")
        cells = cut(following) if following else None
        columns = columns_of([_HEADINGS.get(heading, heading) for heading in headings])
        return cells is not None and not is_header(cells) and prose.is_clearly_row(cells, columns)


# A heading for each column that a line with single spaces was cut into.
_HEADINGS = {
    "NAME": "cookie name", "VENDOR": "provider", "CATEGORY": "category", "LIFETIME": "duration", "PURPOSE": "purpose",
    "DOMAIN": "domain", "PARTY": "first or third party", "KIND": "storage type", "DATA": "data collected",
    "COUNTRY": "country", "BASIS": "legal basis", "NOTICE": "privacy policy", "TYPE": "type", "OTHER": "",
}  # fmt: skip


def read_plain_text(text: str, vendors: frozenset[str]) -> list[Block]:
    """Return the blocks of a plain text; ``vendors`` are names that help to split rows without borders."""
    reader = _Reader(text.split("\n"), vendors)
    reader.read()
    return reader.blocks


def without_marks(text: str) -> str:
    """Return Markdown as text, without links, emphasis, code marks and backslashes."""
    if len(text) > _LONGEST_LINE * 4:
        return text
    text = _LINK.sub(r"\1", text)
    if "*" in text or "`" in text or "__" in text:
        for _nested in range(2):
            text = _EMPHASIS.sub(lambda match: match[2] if _is_emphasis(match) else match[0], text)
    return _ESCAPE.sub(r"\1", text).strip()


def _is_emphasis(match: re.Match[str]) -> bool:
    # In names underscores and stars are letters: __cf_bm, _ga_*.
    return match[1].startswith("`") or (match[1] != "__" and not match[2].startswith((" ", "*")))


def _joined(rows: Sequence[GridLine]) -> list[GridLine]:
    """Return the rows, with a first cell on a line of its own in the row below it, whose cells it completes."""
    width = len(rows[0].cells) if rows else 0
    joined: list[GridLine] = []
    for row in rows:
        if joined and len(joined[-1].cells) == 1 and len(row.cells) == width - 1 > 1:
            first = joined.pop()
            joined.append(GridLine(line=first.line, cells=(*first.cells, *row.cells)))
        else:
            joined.append(row)
    return joined


def _pipe_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [without_marks(re.sub(r"<br\s*/?>", "\n", cell).strip()) for cell in _PIPE.split(inner)]


def _aligned(header: str, parts: list[str], vendors: frozenset[str]) -> Cut:
    """Cut at double spaces if that gives all cells, else below the headings, else by the words."""
    starts, position = [], 0
    for part in parts:
        position = header.index(part, position)
        starts.append(position)
        position += len(part)
    columns = columns_of(parts)

    def cut(line: str) -> list[str] | None:
        cells = _MANY_SPACES.split(line.strip())
        if len(cells) == len(starts) and line[:1].strip():
            return cells
        is_aligned = _MANY_SPACES.search(line.strip()) or not line[:1].strip()
        if is_aligned and all(start >= len(line) or line[start - 1] in " \t" for start in starts[1:]):
            ends = [*starts[1:], max(len(line), starts[-1])]
            below = [line[start:end].strip() for start, end in zip([0, *starts[1:]], ends, strict=True)]
            return below if len(cells) > 1 or not below[0] else None
        return prose.cut(line, columns, vendors)

    return cut


def _level(line: str, following: str) -> int:
    """Return the level of a heading: by its marks, its number or its looks; 0 for other text."""
    plain = line.strip()
    if match := re.match(r"(#{1,6})\s", plain):
        return len(match[1])
    if re.fullmatch(r"={3,}|-{3,}", following.strip()) and len(plain) <= _LONGEST_HEADING * 2:
        return 1 if following.strip()[0] == "=" else 2
    if len(plain) > _LONGEST_HEADING or plain[-1:] in ".,;!?" or re.match(r"[•·*–-]\s", plain):
        return 0
    if (match := _NUMBER.match(plain)) and not sheets.is_strong(plain.split()[-1]):
        return min(2 + match[1].count("."), LOWEST - 1) if "." in plain[:6] else LOWEST
    return LOWEST if plain.startswith("**") or plain[-1:].isalnum() or plain[-1:] in ":)" else 0
