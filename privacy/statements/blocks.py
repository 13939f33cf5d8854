"""A published text as blocks of words: what is compared between versions, and what the plain text is made of."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = {"h2", "h3", "h4", "p", "li", "dt", "dd", "tr", "pre", "blockquote"}
_CELLS = {"td", "th"}


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, point of a list or row of a table. ``labels`` name the cells of a row, where they do."""

    kind: str
    cells: tuple[str, ...]
    labels: tuple[str, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        return " · ".join(cell for cell in self.cells if cell)


def blocks(html: str, *, base_url: str | None = None) -> list[Block]:
    """Return the blocks of a published text, without its table of contents.

    With ``base_url`` each link is followed by where it leads.
    """
    reader = _Reader(base_url)
    reader.feed(html)
    reader.close()
    return reader.end()


class _Reader(HTMLParser):
    def __init__(self, base_url: str | None) -> None:
        super().__init__()
        self._base_url = base_url
        self._found: list[Block] = []
        self._kind = "p"
        self._cells: list[list[str]] = [[]]
        self._labels: list[str] = [""]
        self._in_row = False
        self._skipping = 0
        self._target = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "nav":
            self._skipping += 1
        elif tag in _BLOCKS and not (self._in_row and tag != "tr"):
            self._flush()
            self._kind, self._in_row = tag, tag == "tr"
        elif tag in _CELLS and self._in_row:
            self._cells.append([])
            self._labels.append(values.get("data-label") or "")
        elif tag == "br" or tag in _BLOCKS:
            self._cells[-1].append(" ")
        elif tag == "a":
            self._target = values.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self._skipping -= 1
        elif tag == "a":
            self._tell_target()
        elif tag in _BLOCKS and not (self._in_row and tag != "tr"):
            self._flush()
            self._in_row = False

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._cells[-1].append(data)

    def _tell_target(self) -> None:
        target, self._target = self._target, ""
        if self._base_url is None or self._skipping or not target or target.startswith("#"):
            return
        said = "".join(self._cells[-1])
        target = self._base_url + target if target.startswith("/") else target.removeprefix("mailto:")
        if target not in said:
            self._cells[-1].append(f" ({target})")

    def _flush(self) -> None:
        cells = [" ".join("".join(parts).split()) for parts in self._cells]
        kept = [(cell, label) for cell, label in zip(cells, self._labels, strict=True) if cell]
        if kept:
            self._found.append(Block(self._kind, tuple(cell for cell, _ in kept), tuple(label for _, label in kept)))
        self._kind, self._cells, self._labels = "p", [[]], [""]

    def end(self) -> list[Block]:
        self._flush()
        return self._found
