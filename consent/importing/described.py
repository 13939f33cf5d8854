"""Names with sentences instead of cells: below the name, behind it, or none at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consent.importing import reasons
from consent.importing.blocks import LOWEST, TextLine
from consent.importing.columns import says_cookie
from consent.importing.document import Column, Row, SkippedRow
from consent.importing.expiry import has_lifetime, lifetime_in
from consent.importing.lines import BULLET, LineRows, are_names, category_of, is_sure_name, label_of
from consent.importing.names import Vendors, is_known, is_strong
from consent.importing.outline import Outline

_AND = r"(?:\s*,\s*|\s+(?:og|and|und|et|och|en|ja|y|e|&|/)\s+)"
_BETWEEN = re.compile(_AND)
_BEHIND = re.compile(rf"(\S*_\S*(?:{_AND}\S*_\S*){{0,5}})\s+([^\W\d_a-zæøåäöüéè].{{10,}})")
_QUOTED = re.compile(r"[\"“”„»«'‘’`(]{1,2}([^\s\"“”„»«'‘’`()]{2,80})[\"“”»«'‘’`)]{1,2}")
_FEWEST_WORDS = 4  # of a sentence
_MOST_LINES = 4  # of a description
_LONGEST = 1000
_COLUMNS = (Column.NAME, Column.VENDOR, Column.LIFETIME, Column.PURPOSE)


@dataclass(frozen=True)
class DescribedLines:
    """Reads names and the sentences about them."""

    lines: Sequence[TextLine]
    vendors: Vendors

    def read(self, start: int, outline: Outline) -> LineRows | None:
        """Return the rows that begin at a line, or None; a name alone must have an introduction or a lifetime."""
        items: list[tuple[int, str, list[str]]] = []
        position = start
        while position < len(self.lines) and (item := self._item(position)):
            name, sentences = item
            following = self._description(position + 1)
            # Behind the last item comes other text, so it has no more lines than those above.
            is_last = not self._is_item(position + 1 + len(following))
            if is_last and items:
                most = max(len(sentences) for _position, _name, sentences in items)
                following = following[: max(most - len(sentences), 0)]
            elif is_last:
                following = following[: 0 if sentences or _is_introduced(outline) else 1]
            items.append((position, name, [*sentences, *following]))
            position += 1 + len(following)
        if not items or not self._are_about_cookies(items, outline):
            return None
        vendor = next((line for line in outline.lead.split("\n") if line.casefold() in self.vendors), "")
        # A lifetime behind a name without a verb may be a cell of a row that was not cut.
        clear = [item for item in items if lifetime_in(" ".join(item[2])) or not any(map(has_lifetime, item[2]))]
        rows = tuple(self._row(place, name, sentences, vendor) for place, name, sentences in clear)
        skipped = tuple(
            SkippedRow(line=self.lines[place].line, text=name, reason=reasons.IN_TEXT)
            for place, name, sentences in items
            if (place, name, sentences) not in clear
        )
        return LineRows(columns=_COLUMNS, rows=rows, end=position, skipped=skipped)

    def _are_about_cookies(self, items: Sequence[tuple[int, str, list[str]]], outline: Outline) -> bool:
        """Tell whether the sentences, a known name or the line right above say that the names are of cookies."""
        text = " ".join(sentence for _position, _name, sentences in items for sentence in sentences)
        is_said = says_cookie(text) or any(is_known(name) for _position, name, _sentences in items)
        is_introduced = _is_introduced(outline)
        is_headed = outline.lead == outline.heading and outline.is_right_below_cookies
        if not any(is_sure_name(name) for _position, name, _sentences in items):
            return False
        if len(items) == 1 and not is_introduced:
            return is_said and bool(lifetime_in(text)) and outline.is_about_cookies
        return (outline.is_about_cookies and (is_introduced or is_headed or is_said)) or says_cookie(text)

    def _is_item(self, position: int) -> bool:
        return position < len(self.lines) and self._item(position) is not None

    def _item(self, position: int) -> tuple[str, list[str]] | None:
        """Return the names on a line and the sentence behind them, or None."""
        text = BULLET.sub("", self.lines[position].text).strip()
        if len(text) > _LONGEST or label_of(text)[0] is not None:
            return None
        match = _BEHIND.fullmatch(text)
        for names, sentences in ((text, []), (match[1].rstrip(".:"), [match[2]]) if match else ("", [])):
            if all(map(is_strong, _BETWEEN.split(names))) and are_names(names, self.vendors):
                return names, sentences
        return None

    def _description(self, position: int) -> list[str]:
        """Return the sentences from a line on, up to the next name or heading."""
        sentences: list[str] = []
        while position < len(self.lines) and len(sentences) < _MOST_LINES and not self._is_item(position):
            line = self.lines[position]
            _column, value = label_of(line.text)
            is_short = len(line.text.split()) < _FEWEST_WORDS or says_cookie(line.text)
            is_sentence = line.level == 0 or (line.level == LOWEST and (value or not is_short))
            if not is_sentence or category_of(line) or line.text.endswith(":") or "://" in line.text.split(" ")[0]:
                break
            sentences.append(line.text)
            position += 1
        return sentences

    def _row(self, position: int, name: str, sentences: Sequence[str], vendor: str) -> Row:
        cells = {Column.NAME: name, Column.VENDOR: vendor, Column.LIFETIME: "", Column.PURPOSE: ""}
        for sentence in sentences:
            column, value = label_of(sentence)
            if column is not None and value and column is not Column.NAME:
                cells[column] = value
            else:
                cells[Column.PURPOSE] = f"{cells[Column.PURPOSE]} {sentence}".strip()
        return Row(line=self.lines[position].line, cells=cells)


def _is_introduced(outline: Outline) -> bool:
    return outline.lead.rstrip().endswith(":")


def mentioned(line: TextLine) -> list[SkippedRow]:
    """Return the names in quotation marks or brackets of a sentence about cookies; they are not taken."""
    if len(line.text) > _LONGEST or not says_cookie(line.text):
        return []
    names = dict.fromkeys(match[1].strip(",;") for match in _QUOTED.finditer(line.text))
    return [SkippedRow(line=line.line, text=name, reason=reasons.IN_TEXT) for name in names if is_strong(name)]
