"""Cookies whose parts stand on lines of their own: labels and values, headings and then values, or lists.

Each function looks at the lines from a position on, and returns the rows with the position after them, or None.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consent.importing import terms
from consent.importing.blocks import LOWEST, TextLine
from consent.importing.columns import exact_column_of, is_header, says_cookie
from consent.importing.document import Column, Row
from consent.importing.names import Name, Vendors, is_strong, read_names
from consent.importing.outline import Outline
from privacy.law.lifetimes import LifetimeFlaw, is_lifetime, read_lifetime

# What no line of prose begins with: one word alone, or a word with a mark that belongs to a list or to a name.
_MAYBE_NAME = re.compile(r"(?:[•·‣▪◦*–—-]\s+|\d+[.)]\s+)?[`*]*(?:\S+$|\S+\s*(?::|[–—=(-]\s?)|\S*[_*\[{<]\S*)")
_LABEL = re.compile(r"(?:^|(?<=[\s,;|•]))([^\W\d_]+(?: [^\W\d_]+)?):(?=\s)")
_BULLET = re.compile(r"^(?:[•·‣▪◦*–—-]|\d+[.)])\s+")
_ITEM = re.compile(r"(\S{2,80}?(?:,\s+\S{2,80}?){0,9})\s*(?::\s+|\s[–—-]\s+|\s=\s+|(?=\s*\())(.+)")
_ASIDE = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]\s*[:,–—-]?\s*")
_PIECES = re.compile(r"\s+[–—-]\s+|\s*[;|]\s*|,\s+|(?<=[.!?])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_PLAIN_WORD = re.compile(r"[A-ZÆØÅÄÖÜ][^\W\d_]*(?:-[^\W\d_]+)*")
_LONGEST_ITEM = 400
_LONGEST_LABEL = 60
_LONGEST_VALUE = 600
_MOST_UNLABELLED = 3  # lines between a name and its first label
_MOST_LINES = 10  # of a row below headings


@dataclass(frozen=True, kw_only=True)
class LineRows:
    """Rows with the position after them; ``category`` is the heading that was met on the way."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    end: int
    categories: tuple[str, ...] = ()
    is_certain: bool = True


def expanded(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines with each label that stands inside a line at the beginning of one of its own."""
    result: list[TextLine] = []
    for line in lines:
        parts = _parts_with_labels(line.text) if line.text.count(": ") > 1 else []
        result += [TextLine(part, line.line, line.level) for part in parts] if len(parts) > 1 else [line]
    return result


def _parts_with_labels(text: str) -> list[str]:
    """Return “Name: _ga” and “Lifetime: 2 years” of “Name: _ga Lifetime: 2 years”; nothing if it has no such form."""
    if len(text) > _LONGEST_VALUE:
        return []
    starts: list[int] = []
    for match in _LABEL.finditer(text):
        # The word before may belong to the value: “2 days Purpose:”.
        label = match[1] if exact_column_of(match[1]) else match[1].split()[-1]
        if exact_column_of(label):
            starts.append(match.end(1) - len(label))
    if not starts or starts[0] != 0:
        return []
    return [text[start:end].strip(" ,;|•") for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@dataclass(frozen=True)
class LineReader:
    """Reads rows from lines of text."""

    lines: Sequence[TextLine]
    vendors: Vendors

    def read(self, start: int, outline: Outline) -> LineRows | None:
        """Return the rows that begin at a line, or None."""
        column, _value = self._label(start)
        if column is Column.NAME:
            return self._headed(start, outline) or self._labelled(start, outline)
        if column is Column.LIFETIME:
            return self._listed_behind_label(start)
        if column is not None or not _MAYBE_NAME.match(self.lines[start].text):
            return None
        return self._labelled(start, outline) or self._listed(start, outline) or self._bare(start, outline)

    # Headings on lines, and then the values of each row in the same order.

    def _headed(self, start: int, outline: Outline) -> LineRows | None:
        columns: list[Column] = []
        position = start
        while position < len(self.lines):
            column, value = self._label(position)
            if column is None or value or column in columns:
                break
            columns.append(column)
            position += 1
        headings = [line.text for line in self.lines[start:position]]
        if len(columns) < 2 or not is_header(headings) or columns[0] is not Column.NAME:
            return None
        is_certain = any(map(says_cookie, headings))
        rows, categories = list[Row](), list[str]()
        category = ""
        while position < len(self.lines):
            if self._starts(position, columns):
                end = self._next_start(position, columns)
                row, position = self._values(position, end, columns)
                rows.append(row)
                categories.append(category)
            elif (named := self._category(position)) and self._starts(position + 1, columns):
                category, position = named, position + 1
            else:
                break
        if not rows or not (is_certain or outline.is_about_cookies or any(is_strong(row[Column.NAME]) for row in rows)):
            return None
        return LineRows(
            columns=tuple(columns), rows=tuple(rows), end=position, categories=tuple(categories), is_certain=is_certain
        )

    def _starts(self, position: int, columns: Sequence[Column]) -> bool:
        """Tell whether a row begins here: a name, with a lifetime where the headings have it."""
        if position >= len(self.lines) or not self._is_name(position):
            return False
        place = columns.index(Column.LIFETIME) if Column.LIFETIME in columns else 0
        if place and position + place < len(self.lines) and _is_lifetime_line(self.lines[position + place].text):
            return True
        return is_strong(self.lines[position].text)

    def _next_start(self, position: int, columns: Sequence[Column]) -> int | None:
        place = columns.index(Column.LIFETIME) if Column.LIFETIME in columns else 0
        has_lifetime = position + place < len(self.lines) and _is_lifetime_line(self.lines[position + place].text)
        for following in range(position + (place if has_lifetime else 0) + 1, position + _MOST_LINES):
            if following >= len(self.lines) or self._label(following) == (Column.NAME, None):
                return None
            if self._starts(following, columns) or (
                self._category(following)
                and self._starts(following + 1, columns)
                and Column.CATEGORY not in columns[place + 1 :]
            ):
                return following
        return None

    def _values(self, position: int, end: int | None, columns: Sequence[Column]) -> tuple[Row, int]:
        line = self.lines[position]
        # Behind the last row comes other text, so it has no more lines than headings.
        last = end if end is not None else min(position + len(columns), len(self.lines))
        texts = [following.text for following in self.lines[position + 1 : last]]
        if end is None:
            headings = (
                n
                for n in range(len(texts))
                if self._category(position + 1 + n) and columns[n + 1] not in (Column.CATEGORY, Column.TYPE)
            )
            texts = texts[: next(headings, len(texts))]
            last = position + 1 + len(texts)
        cells = {Column.NAME: line.text}
        place = columns.index(Column.LIFETIME) if Column.LIFETIME in columns else 0
        if place and not (len(texts) >= place and _is_lifetime_line(texts[place - 1])):
            cells[Column.PURPOSE] = " ".join(texts)
            return Row(line=line.line, cells=cells), last
        rest = list(columns[1:])
        for number, column in enumerate(rest):
            more = len(texts) - (len(rest) - number)
            take = 1 + more if column is Column.PURPOSE and more > 0 and number >= place else 1
            cells[column] = " ".join(texts[:take])
            del texts[:take]
        return Row(line=line.line, cells=cells), last

    # “Name: _ga”, “Lifetime: 2 years”, or each label on the line above its value.

    def _labelled(self, start: int, outline: Outline) -> LineRows | None:
        column, _value = self._label(start)
        if column is Column.NAME:
            cells, position = {}, start
        elif column is None and self._is_unlabelled_name(start, outline):
            cells, position = {Column.NAME: self.lines[start].text}, start + 1
            between = self._unlabelled(position)
            if between:
                cells[Column.PURPOSE] = " ".join(between)
                position += len(between)
        else:
            return None
        position = self._pairs(position, cells)
        name = cells.get(Column.NAME, "")
        has_name = any(isinstance(part, Name) for part in read_names(name, self.vendors))
        labels = cells.keys() - {Column.NAME}
        if not has_name or not labels & {Column.LIFETIME, Column.PURPOSE, Column.KIND} or "\n" in name:
            return None
        is_certain = column is Column.NAME and says_cookie(self.lines[start].text.split(":")[0])
        if not (is_strong(name) or is_certain or outline.is_about_cookies):
            return None
        row = Row(line=self.lines[start].line, cells=cells)
        return LineRows(columns=tuple(cells), rows=(row,), end=position, is_certain=is_certain)

    def _pairs(self, position: int, cells: dict[Column, str]) -> int:
        """Add labelled values to the cells of a row; return the position after them."""
        while position < len(self.lines):
            column, value = self._label(position)
            if column is None:
                if not (Column.PURPOSE in cells and self._goes_on(position, cells)):
                    break
                cells[Column.PURPOSE] += f" {self.lines[position].text}"
                position += 1
                continue
            if column is Column.NAME and Column.NAME in cells:
                break
            position += 1
            if value is None and position < len(self.lines) and self._label(position)[0] is None:
                value = self.lines[position].text
                position += 1
            if column not in (Column.NAME, Column.OTHER) and value and _is_unlike(column, value):
                column = Column.OTHER
            cells.setdefault(column, value or "")
        return position

    def _goes_on(self, position: int, cells: dict[Column, str]) -> bool:
        """Tell whether a line continues the value above it: another label of the same row follows."""
        if self._category(position) or 0 < self.lines[position].level < LOWEST:
            return False
        for following in range(position + 1, min(position + 3, len(self.lines))):
            column, _value = self._label(following)
            if column is not None:
                return column not in cells
        return False

    def _is_unlabelled_name(self, start: int, outline: Outline) -> bool:
        text = self.lines[start].text
        if not self._is_name(start) or (not is_strong(text) and _PLAIN_WORD.fullmatch(text)):
            return False
        if not (is_strong(text) or outline.is_about_cookies):
            return False
        after = start + 1 + len(self._unlabelled(start + 1))
        labels = [self._label(position)[0] for position in range(after, min(after + 5, len(self.lines)))]
        return Column.LIFETIME in labels and labels[0] is not None and labels[0] is not Column.NAME

    def _unlabelled(self, position: int) -> list[str]:
        texts: list[str] = []
        while position < len(self.lines) and len(texts) < _MOST_UNLABELLED and self._label(position)[0] is None:
            if self._is_name(position) and is_strong(self.lines[position].text):
                break
            texts.append(self.lines[position].text)
            position += 1
        return texts

    # Lists: “_ga: 2 years”, “_ga (2 years) – counts visits”.

    def _listed_behind_label(self, start: int) -> LineRows | None:
        """Read “Storage duration: _ga: 2 years, _gid: 1 day”, and items below such a label."""
        column, value = self._label(start)
        if column is not Column.LIFETIME:
            return None
        if value:
            items = [self._item(part, start) for part in re.split(r"[,;]\s+", value)]
            rows = tuple(item for item in items if item is not None and item[Column.LIFETIME])
            return LineRows(columns=_LISTED, rows=rows, end=start + 1) if len(rows) == len(items) else None
        rows_below = list[Row]()
        position = start + 1
        while position < len(self.lines):
            row = self._item(self.lines[position].text, position)
            if row is None or not row[Column.LIFETIME]:
                break
            rows_below.append(row)
            position += 1
        return LineRows(columns=_LISTED, rows=tuple(rows_below), end=position) if rows_below else None

    def _listed(self, start: int, outline: Outline) -> LineRows | None:
        row = self._item(self.lines[start].text, start, must_be_strong=True)
        if row is None:
            return None
        if not (outline.is_about_cookies or outline.is_empty):
            return None
        return LineRows(columns=_LISTED, rows=(row,), end=start + 1)

    def _item(self, text: str, position: int, *, must_be_strong: bool = False) -> Row | None:
        """Return the row in an item of a list, or None."""
        match = _ITEM.fullmatch(_BULLET.sub("", text).strip()) if len(text) <= _LONGEST_ITEM else None
        if (
            match is None
            or (must_be_strong and not all(map(is_strong, match[1].split(", "))))
            or not self._names(match[1])
        ):
            return None
        rest = match[2].strip()
        cells = {Column.NAME: match[1], Column.LIFETIME: "", Column.PURPOSE: rest}
        if is_lifetime(rest):
            cells |= {Column.LIFETIME: rest, Column.PURPOSE: ""}
        else:
            asides = [aside for aside in _ASIDE.finditer(rest) if _lifetime_in(aside[1])]
            parts = [part for part in _PIECES.split(rest) if is_lifetime(_behind_label(part))]
            if len(asides) == 1:
                purpose = rest.replace(asides[0][0], " ").strip(" :,–—-")
                cells |= {Column.LIFETIME: _lifetime_in(asides[0][1]), Column.PURPOSE: purpose}
            elif len(parts) == 1 and not asides:
                purpose = rest.replace(parts[0], "").strip(" :;,–—-")
                cells |= {Column.LIFETIME: _behind_label(parts[0]), Column.PURPOSE: purpose}
            elif asides or parts or rest.startswith("("):
                return None
        return Row(line=self.lines[position].line, cells=cells)

    # A name, its lifetime below, and nothing that says so.

    def _bare(self, start: int, outline: Outline) -> LineRows | None:
        if not is_strong(self.lines[start].text) or not self._is_name(start) or not outline.is_about_cookies:
            return None
        for offset in (1, 2):
            position = start + offset
            if position < len(self.lines) and is_lifetime(self.lines[position].text):
                between = " ".join(line.text for line in self.lines[start + 1 : position])
                cells = {
                    Column.NAME: self.lines[start].text,
                    Column.LIFETIME: self.lines[position].text,
                    Column.PURPOSE: between,
                }
                return LineRows(
                    columns=_LISTED, rows=(Row(line=self.lines[start].line, cells=cells),), end=position + 1
                )
        return None

    # What a line is.

    def _label(self, position: int) -> tuple[Column | None, str | None]:
        """Return the column that a line names, and the value behind the colon; None for a value on the next line."""
        text = self.lines[position].text
        label, colon, value = text[:_LONGEST_VALUE].partition(":")
        if len(label) > _LONGEST_LABEL or len(text) > _LONGEST_VALUE:
            return None, None
        if not colon or not value.strip():
            return exact_column_of(label), None
        column = exact_column_of(_BULLET.sub("", label))
        return column, value.strip() if column else None

    def _is_name(self, position: int) -> bool:
        text = self.lines[position].text
        return len(text) <= 100 and self._label(position)[0] is None and self._names(text)

    def _names(self, text: str) -> bool:
        parts = read_names(text, self.vendors)
        return all(isinstance(part, Name) for part in parts) and not _SENTENCE.search(text)

    def _category(self, position: int) -> str:
        line = self.lines[position]
        if 0 < line.level < LOWEST or terms.is_category(line.text):
            return terms.category_in(line.text)
        return ""


_LISTED = (Column.NAME, Column.LIFETIME, Column.PURPOSE)


def _is_lifetime_line(text: str) -> bool:
    """Tell whether a line is a lifetime, also one that no single number can hold: “30 days after you were active”."""
    reading = read_lifetime(text)
    return reading.flaw not in (LifetimeFlaw.UNKNOWN, LifetimeFlaw.MISSING) or text.strip() in ("-", "–", "—")


def _behind_label(part: str) -> str:
    """Return “2 years” of “Lifetime: 2 years.”; other texts as they are."""
    label, _colon, value = part.strip(" .").partition(":")
    return value.strip() if value and exact_column_of(label) is Column.LIFETIME else part.strip(" .")


def _lifetime_in(aside: str) -> str:
    """Return the lifetime in brackets, also beside another word: “Acme, 2 years”; an empty text if there is none."""
    if _is_lifetime_line(aside):
        return aside
    parts = [part for part in re.split(r"\s*[,;]\s*", aside) if is_lifetime(part)]
    return parts[0] if len(parts) == 1 else ""


def _is_unlike(column: Column, value: str) -> bool:
    """Tell whether a value cannot be what its label says, so that the words are no label."""
    return column is Column.LIFETIME and len(value) > 100
