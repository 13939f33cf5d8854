"""Headings on lines of their own, and then the values of each row in the same order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from consent.importing import reasons, terms
from consent.importing.alignment import is_misplaced, realigned
from consent.importing.blocks import TextLine
from consent.importing.columns import column_of, is_header, says_cookie
from consent.importing.document import Column, Row, SkippedRow
from consent.importing.lines import LineRows, category_of, is_lifetime_line, is_name_line, label_of
from consent.importing.names import Name, Vendors, is_host, is_strong, read_names
from consent.importing.outline import Outline

_MOST_LINES = 10  # of a row
_PLAIN_WORD = re.compile(r"[A-ZÆØÅÄÖÜ][^\W\d_A-ZÆØÅÄÖÜ]+")
_LONGEST_HEADING = 40  # letters
_TESTS: dict[Column, Callable[[str], bool]] = {
    Column.LIFETIME: is_lifetime_line,
    Column.PARTY: lambda text: terms.party(text) is not None,
    Column.KIND: lambda text: terms.kind(text) is not None,
}


@dataclass(frozen=True)
class HeadedLines:
    """Reads the rows below a run of headings."""

    lines: Sequence[TextLine]
    vendors: Vendors

    def read(self, start: int, outline: Outline) -> LineRows | None:
        """Return the rows below the headings that begin at a line, or None."""
        columns, position = self._columns(start)
        headings = [line.text for line in self.lines[start:position]]
        if len(columns) < 2 or not is_header(headings):
            return None
        body = _Body(self.lines, self.vendors, tuple(columns))
        is_certain = any(map(says_cookie, headings))
        rows, categories, category = list[Row](), list[str](), ""
        skipped = list[SkippedRow]()
        while position < len(self.lines):
            if body.starts(position):
                row, position = body.row(position)
                rows.append(row)
                categories.append(category)
            elif (named := category_of(self.lines[position])) and body.starts(position + 1):
                category, position = named, position + 1
            elif rows and body.is_like_row(position):
                skipped.append(body.unread(position))
                position += len(columns)
            else:
                break
        if not rows or not (is_certain or outline.is_about_cookies or any(is_strong(row[Column.NAME]) for row in rows)):
            return None
        return LineRows(
            columns=tuple(columns), rows=tuple(rows), end=position, categories=tuple(categories), is_certain=is_certain,
            skipped=tuple(skipped),
        )  # fmt: skip

    def _columns(self, start: int) -> tuple[list[Column], int]:
        """Return the columns of the headings, one of them for names, and the position after them."""
        columns: list[Column] = []
        position = start
        while position < len(self.lines):
            column = self._heading(position)
            if column is None or (column in columns and column not in (Column.NAME, Column.OTHER)):
                break
            columns.append(column)
            position += 1
        named = [place for place, column in enumerate(columns) if column is Column.NAME]
        for place in named:
            value = self.lines[position + place].text if position + place < len(self.lines) else ""
            if len(named) > 1 and (is_host(value) or not is_name_line(value, self.vendors)):
                columns[place] = Column.DOMAIN if Column.DOMAIN not in columns else Column.OTHER
                named = [other for other in named if other != place]
        for place in named[1:]:
            columns[place] = Column.OTHER
        return columns, position

    def _heading(self, position: int) -> Column | None:
        """Return the column that a line heads: by known words, by words inside it, or by the heading after it."""
        text = self.lines[position].text
        column, value = label_of(text)
        if column is not None or value:
            return None if value else column
        if len(text) > _LONGEST_HEADING or text.endswith((".", "!", "?")) or " " not in text or is_lifetime_line(text):
            return None
        if (inner := column_of(text)) is not Column.OTHER:
            return inner
        following = label_of(self.lines[position + 1].text) if position + 1 < len(self.lines) else (None, None)
        return Column.OTHER if following[0] not in (None, Column.NAME) and not following[1] else None


@dataclass(frozen=True)
class _Body:
    """The lines below headings, in rows."""

    lines: Sequence[TextLine]
    vendors: Vendors
    columns: tuple[Column, ...]

    @property
    def _name(self) -> int:
        return self.columns.index(Column.NAME)

    def _text(self, position: int) -> str:
        return self.lines[position].text if position < len(self.lines) else ""

    def starts(self, position: int) -> bool:
        """Tell whether a row begins here: a name, with values that the headings allow or in the form of one."""
        name = self._text(position + self._name)
        if not name or not is_name_line(name, self.vendors):
            return False
        if self._fits(position):
            return True
        if Column.LIFETIME in self.columns[self._name :]:
            place = self.columns.index(Column.LIFETIME)
            if is_lifetime_line(self._text(position + place)):
                return True
        return is_strong(name) and (self._name == 0 or is_host(self._text(position)))

    def row(self, position: int) -> tuple[Row, int]:
        """Return the row that begins here, and the position after it."""
        end = self._end(position)
        # Behind the last row comes other text, so it has no more lines than headings.
        last = end if end is not None else min(position + len(self.columns), len(self.lines))
        if end is None and not self._fits(position):
            last = self._before_heading(position, last)
        texts = [line.text for line in self.lines[position:last]]
        return Row(line=self.lines[position].line, cells=self._cells(texts)), last

    def is_like_row(self, position: int) -> bool:
        """Tell whether as many lines as there are headings begin with a word that is none of prose, or fit them."""
        name = self._text(position + self._name)
        is_long_enough = position + len(self.columns) <= len(self.lines)
        is_word = is_name_line(name, self.vendors) and not _PLAIN_WORD.fullmatch(name)
        return is_long_enough and (is_word or self._fits(position))

    def unread(self, position: int) -> SkippedRow:
        """Return the row that begins here as one to list."""
        part = read_names(self._text(position + self._name), self.vendors)[0]
        reason = reasons.NAME if isinstance(part, Name) else part.reason
        return SkippedRow(line=self.lines[position].line, text=part.text, reason=reason)

    def _fits(self, position: int) -> bool:
        """Tell whether the lines below the headings, one for each, are values that they allow."""
        if position + len(self.columns) > len(self.lines):
            return False
        tests = [
            _TESTS[column](self._text(position + place))
            for place, column in enumerate(self.columns)
            if column in _TESTS
        ]
        return bool(tests) and all(tests)

    def _end(self, position: int) -> int | None:
        """Return where the next row or its category begins; None for the last row."""
        after = position + len(self.columns)
        if self._fits(position) and (self.starts(after) or self._fits(after) or self._is_category_above_row(after)):
            return after
        place = self.columns.index(Column.LIFETIME) if Column.LIFETIME in self.columns else 0
        first = place if is_lifetime_line(self._text(position + place)) else self._name
        for following in range(position + first + 1, position + _MOST_LINES):
            if following >= len(self.lines) or label_of(self._text(following)) == (Column.NAME, None):
                return None
            if self.starts(following):
                return following
            if Column.CATEGORY not in self.columns[place + 1 :] and self._is_category_above_row(following):
                return following
        return None

    def _is_category_above_row(self, position: int) -> bool:
        return position < len(self.lines) and bool(category_of(self.lines[position])) and self.starts(position + 1)

    def _before_heading(self, position: int, last: int) -> int:
        """Return the position of the first heading among the values, or of the end."""
        for place, column in enumerate(self.columns[1 : last - position], start=1):
            if category_of(self.lines[position + place]) and column not in (Column.CATEGORY, Column.TYPE):
                return position + place
        return last

    def _cells(self, texts: list[str]) -> dict[Column, str]:
        columns = self.columns
        if is_misplaced(texts, columns) and (cells := realigned(texts, columns)):
            return cells
        lifetime = columns.index(Column.LIFETIME) if Column.LIFETIME in columns else 0
        if len(texts) < len(columns) and lifetime and not is_lifetime_line("".join(texts[lifetime : lifetime + 1])):
            return {Column.NAME: texts[self._name], Column.PURPOSE: " ".join(texts[self._name + 1 :])}
        cells, texts = {}, list(texts)
        for number, column in enumerate(columns):
            more = len(texts) - (len(columns) - number)
            take = 1 + more if column is Column.PURPOSE and more > 0 and number >= lifetime else 1
            cells[column] = " ".join(texts[:take])
            del texts[:take]
        return cells
