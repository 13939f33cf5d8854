"""Cookies whose parts stand on lines of their own: labels and values, headings and then values, or lists.

Each function looks at the lines from a position on, and returns the rows with the position after them, or None.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consent.importing import reasons, terms
from consent.importing.blocks import LOWEST, TextLine
from consent.importing.columns import exact_column_of, says_cookie
from consent.importing.described import DescribedLines
from consent.importing.document import Column, Row, SkippedRow
from consent.importing.expiry import lifetime_behind_label
from consent.importing.headed import HeadedLines
from consent.importing.lines import (
    BULLET,
    LONGEST_VALUE,
    LineRows,
    are_names,
    category_of,
    is_lifetime_line,
    is_name_line,
    is_sure_name,
    label_of,
)
from consent.importing.names import Name, Vendors, is_strong, read_names
from consent.importing.outline import Outline
from privacy.law.lifetimes import is_lifetime

# What no line of prose begins with: one word alone, or a word with a mark that belongs to a list or to a name.
_MAYBE_NAME = re.compile(r"(?:[•·‣▪◦*–—-]\s+|\d+[.)]\s+)?[`*]*(?:\S+$|\S+\s*(?::|[–—=(-]\s?)|\S*[_*\[{<]\S*)")
_LABEL = re.compile(r"(?:^|(?<=[\s,;|•]))([^\W\d_]+(?: [^\W\d_]+)?):(?=\s)")
_ITEM = re.compile(r"(\S{2,80}?(?:,\s+\S{2,80}?){0,9})\s*(?::\s+|\s[–—-]\s+|\s=\s+|(?=\s*\())(.+)")
_LABELLED_ITEM = re.compile(r"([^:.]{2,60}?)\s*(?::\s+|\s[–—-]\s+)(.+)")
_PAIR = re.compile(r"([^\s(),]+)\s*\(([^()]+)\)")
_ASIDE = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]\s*[:,–—-]?\s*")
_PIECES = re.compile(r"\s+[–—-]\s+|\s*[;|]\s*|,\s+|(?<=[.!?])(?<!bzw\.)(?<!resp\.)\s+")
_PLAIN_WORD = re.compile(r"[A-ZÆØÅÄÖÜ][^\W\d_]*|[A-ZÆØÅÄÖÜ][^\W\d_A-ZÆØÅÄÖÜ]+(?:-[^\W\d_]+)+")
_LONGEST_ITEM = 400
_MOST_UNLABELLED = 3  # lines between a name and its first label


def expanded(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines with each label that stands inside a line at the beginning of one of its own."""
    result: list[TextLine] = []
    for line in lines:
        parts = _parts_with_labels(line.text) if line.text.count(": ") > 1 else []
        result += [TextLine(part, line.line, line.level) for part in parts] if len(parts) > 1 else [line]
    return result


def _parts_with_labels(text: str) -> list[str]:
    """Return “Name: _ga” and “Lifetime: 2 years” of “Name: _ga Lifetime: 2 years”; nothing if it has no such form."""
    if len(text) > LONGEST_VALUE:
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
        column, value = label_of(self.lines[start].text)
        headed = HeadedLines(self.lines, self.vendors).read(start, outline) if column and value is None else None
        if headed or column is Column.NAME:
            return headed or self._labelled(start, outline)
        if column is Column.LIFETIME:
            return self._listed_behind_label(start)
        if column is not None:
            return None
        if not _MAYBE_NAME.match(self.lines[start].text):
            return self._listed(start, outline) if ": " in self.lines[start].text else None
        return (
            self._labelled(start, outline)
            or self._listed(start, outline)
            or self._bare(start, outline)
            or DescribedLines(self.lines, self.vendors).read(start, outline)
            or self._unclear(start, outline)
        )

    def _unclear(self, start: int, outline: Outline) -> LineRows | None:
        """Return a line that begins with a name, and whose other words nobody can tell apart, as one to list."""
        line = self.lines[start]
        name = BULLET.sub("", line.text).split(maxsplit=1)[0].rstrip(":,;")
        if "_" not in name or "@" in name or not is_strong(name) or not outline.is_about_cookies:
            return None
        skipped = SkippedRow(line=line.line, text=name, reason=reasons.IN_TEXT)
        return LineRows(columns=_LISTED, rows=(), end=start + 1, skipped=(skipped,))

    # “Name: _ga”, “Lifetime: 2 years”, or each label on the line above its value.

    def _labelled(self, start: int, outline: Outline) -> LineRows | None:
        column, _value = label_of(self.lines[start].text)
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
        is_listed = column is Column.NAME and Column.LIFETIME in labels and outline.is_about_cookies
        is_typed = Column.TYPE in labels and is_strong(name)
        if not (has_name or is_listed) or not (labels & _SAYING or is_typed) or "\n" in name:
            return None
        is_certain = column is Column.NAME and says_cookie(self.lines[start].text.split(":")[0])
        if not (is_strong(name) or is_certain or outline.is_about_cookies):
            return None
        row = Row(line=self.lines[start].line, cells=cells)
        return LineRows(columns=tuple(cells), rows=(row,), end=position, is_certain=is_certain)

    def _pairs(self, position: int, cells: dict[Column, str]) -> int:
        """Add labelled values to the cells of a row; return the position after them."""
        while position < len(self.lines):
            column, value = label_of(self.lines[position].text)
            if column is None:
                if not (Column.PURPOSE in cells and self._goes_on(position, cells)):
                    break
                cells[Column.PURPOSE] += f" {self.lines[position].text}"
                position += 1
                continue
            if column is Column.NAME and Column.NAME in cells:
                break
            position += 1
            if value is None and position < len(self.lines) and self._is_value(position, column):
                value = self.lines[position].text
                position += 1
            if column not in (Column.NAME, Column.OTHER) and value and _is_unlike(column, value):
                column = Column.OTHER
            cells.setdefault(column, value or "")
        return position

    def _is_value(self, position: int, column: Column) -> bool:
        """Tell whether a line below a label is its value; “cookie” can be a label too."""
        line = self.lines[position]
        if 0 < line.level < LOWEST:
            return False  # nothing was entered, and a section begins
        is_kind = column in (Column.TYPE, Column.KIND) and terms.kind(line.text) is not None
        return is_kind or label_of(line.text)[0] is None

    def _goes_on(self, position: int, cells: dict[Column, str]) -> bool:
        """Tell whether a line continues the value above it: another label of the same row follows."""
        if category_of(self.lines[position]) or 0 < self.lines[position].level < LOWEST:
            return False
        for following in range(position + 1, min(position + 3, len(self.lines))):
            column, _value = label_of(self.lines[following].text)
            if column is not None:
                return column not in cells
        return False

    def _is_unlabelled_name(self, start: int, outline: Outline) -> bool:
        text = self.lines[start].text
        if not is_name_line(self.lines[start].text, self.vendors) or (
            not is_strong(text) and _PLAIN_WORD.fullmatch(text)
        ):
            return False
        if not (is_strong(text) or outline.is_about_cookies):
            return False
        item = self._item(text, start, must_be_strong=True)
        if item is not None and item[Column.LIFETIME]:
            return False
        after = start + 1 + len(self._unlabelled(start + 1))
        labels = [label_of(self.lines[position].text)[0] for position in range(after, min(after + 5, len(self.lines)))]
        return Column.LIFETIME in labels and labels[0] is not None and labels[0] is not Column.NAME

    def _unlabelled(self, position: int) -> list[str]:
        texts: list[str] = []
        while position < len(self.lines) and len(texts) < _MOST_UNLABELLED:
            text = self.lines[position].text
            is_next = is_name_line(text, self.vendors) and is_strong(text)
            if is_next or label_of(text)[0] is not None or self._item(text, position, must_be_strong=True):
                break
            texts.append(text)
            position += 1
        return texts

    # Lists: “_ga: 2 years”, “_ga (2 years) – counts visits”.

    def _listed_behind_label(self, start: int) -> LineRows | None:
        """Read “Storage duration: _ga: 2 years, _gid: 1 day”, and items below such a label."""
        column, value = label_of(self.lines[start].text)
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
        if not (outline.is_about_cookies or outline.is_empty):
            return None
        if rows := self._enumerated(start):
            return LineRows(columns=_LISTED, rows=rows, end=start + 1)
        row = self._item(self.lines[start].text, start, must_be_strong=True)
        if row is None:
            return self._weak_item(start)
        if not (is_sure_name(row[Column.NAME]) or outline.is_right_below_cookies or outline.is_empty):
            return None  # “PostNord – parcels, 2 days” below “Delivery”
        return LineRows(columns=_LISTED, rows=(row,), end=start + 1)

    def _enumerated(self, start: int) -> tuple[Row, ...]:
        """Return the rows in “_aa (session), _bb (6 months) and _cc (1 year)”."""
        line = self.lines[start]
        pairs = _PAIR.findall(line.text) if "(" in line.text and len(line.text) <= _LONGEST_ITEM else []
        is_all = len(pairs) > 1 and not re.search(r"\w{4}", _PAIR.sub("", line.text))
        if not is_all or not any(is_sure_name(name) for name, _aside in pairs):
            return ()
        if not all(are_names(name, self.vendors) and is_lifetime(_behind_label(aside)) for name, aside in pairs):
            return ()
        return tuple(
            Row(line=line.line, cells={Column.NAME: name, Column.LIFETIME: aside, Column.PURPOSE: ""})
            for name, aside in pairs
        )

    def _weak_item(self, start: int) -> LineRows | None:
        """Return “A word: what it is for. Lifetime: 2 years” as a row to list: the word may be a service."""
        line = self.lines[start]
        match = _LABELLED_ITEM.fullmatch(BULLET.sub("", line.text)) if len(line.text) <= _LONGEST_ITEM else None
        if match is None or exact_column_of(match[1]) or not lifetime_behind_label(match[2]):
            return None
        part = read_names(match[1], self.vendors)[0]
        reason = reasons.NAME if isinstance(part, Name) else part.reason
        skipped = SkippedRow(line=line.line, text=match[1], reason=reason)
        return LineRows(columns=_LISTED, rows=(), end=start + 1, skipped=(skipped,))

    def _item(self, text: str, position: int, *, must_be_strong: bool = False) -> Row | None:
        """Return the row in an item of a list, or None."""
        match = _ITEM.fullmatch(BULLET.sub("", text).strip()) if len(text) <= _LONGEST_ITEM else None
        if (
            match is None
            or (must_be_strong and not all(map(is_strong, match[1].split(", "))))
            or not are_names(match[1], self.vendors)
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
        if (
            not is_strong(self.lines[start].text)
            or not is_sure_name(self.lines[start].text)
            or not is_name_line(self.lines[start].text, self.vendors)
            or not outline.is_about_cookies
        ):
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


_SAYING = {Column.LIFETIME, Column.PURPOSE, Column.KIND}
_LISTED = (Column.NAME, Column.LIFETIME, Column.PURPOSE)


def _behind_label(part: str) -> str:
    """Return “2 years” of “Lifetime: 2 years.”; other texts as they are."""
    label, _colon, value = part.strip(" .").partition(":")
    return value.strip() if value and exact_column_of(label) is Column.LIFETIME else part.strip(" .")


def _lifetime_in(aside: str) -> str:
    """Return the lifetime in brackets, also beside another word: “Acme, 2 years”; an empty text if there is none."""
    if is_lifetime_line(_behind_label(aside)):
        return _behind_label(aside)
    parts = [part for part in map(_behind_label, re.split(r"\s*[,;]\s*", aside)) if is_lifetime(part)]
    return parts[0] if len(parts) == 1 else ""


def _is_unlike(column: Column, value: str) -> bool:
    """Tell whether a value cannot be what its label says, so that the words are no label."""
    return column is Column.LIFETIME and (len(value) > 100 or is_strong(re.split(r"[\s:(]", value)[0]))
