"""Published text as blocks, for the comparison of versions and for plain text."""

from dataclasses import dataclass, field

from privacy.web.html import Element, End, parse

_BLOCKS = {"h2", "h3", "h4", "p", "li", "dt", "dd", "tr", "pre", "blockquote"}
_CELLS = {"td", "th"}


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list item or table row. ``labels`` are the labels of the cells of a row, or empty."""

    kind: str
    cells: tuple[str, ...]
    labels: tuple[str, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        return " · ".join(cell for cell in self.cells if cell)


def blocks(html: str, *, base_url: str | None = None) -> list[Block]:
    """Return the blocks of a published text, without its table of contents.

    With ``base_url``, the absolute address of each link is added after it in parentheses.
    """
    reader = _Reader(base_url)
    for node in parse(html).walk(skip={"nav"}):
        if isinstance(node, Element):
            reader.start(node)
        elif isinstance(node, End):
            reader.end(node.element)
        else:
            reader.cells[-1].append(node)
    reader.flush()
    return reader.blocks


class _Reader:
    def __init__(self, base_url: str | None) -> None:
        self.blocks: list[Block] = []
        self.cells: list[list[str]] = [[]]
        self._base_url = base_url
        self._kind = "p"
        self._labels: list[str] = [""]
        self._in_row = False

    def start(self, element: Element) -> None:
        tag = element.tag
        if tag in _BLOCKS and not (self._in_row and tag != "tr"):
            self.flush()
            self._kind, self._in_row = tag, tag == "tr"
        elif tag in _CELLS and self._in_row:
            self.cells.append([])
            self._labels.append(element.get("data-label"))
        elif tag == "br" or tag in _BLOCKS:
            self.cells[-1].append(" ")

    def end(self, element: Element) -> None:
        if element.tag == "a" and self._base_url is not None:
            self._add_target(element.get("href"), self._base_url)
        elif element.tag in (*_BLOCKS, "nav") and not (self._in_row and element.tag != "tr"):
            self.flush()
            self._in_row = False

    def _add_target(self, target: str, base_url: str) -> None:
        target = base_url + target if target.startswith("/") else target.removeprefix("mailto:")
        if not target.startswith("#") and target not in "".join(self.cells[-1]):
            self.cells[-1].append(f" ({target})")

    def flush(self) -> None:
        cells = [" ".join("".join(parts).split()) for parts in self.cells]
        kept = [(cell, label) for cell, label in zip(cells, self._labels, strict=True) if cell]
        if kept:
            self.blocks.append(Block(self._kind, tuple(cell for cell, _ in kept), tuple(label for _, label in kept)))
        self._kind, self.cells, self._labels = "p", [[]], [""]
