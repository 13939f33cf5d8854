"""Published text as plain text, for people and programs that do not read HTML."""

import textwrap
from collections.abc import Iterator

from privacy.register.statements.blocks import Block, blocks

WIDTH = 78


def plain_text(html: str, *, base_url: str) -> str:
    """Return a published text without markup; the address of each link is added after it."""
    return "\n".join(_paragraphs(blocks(html, base_url=base_url))).strip() + "\n"


def _paragraphs(page_blocks: list[Block]) -> Iterator[str]:
    was = ""
    for block in page_blocks:
        if block.kind == "tr":
            yield from ("", *_row(block))
        elif block.kind in ("h2", "h3", "h4"):
            yield from ("", "", block.text, ("=" if block.kind == "h2" else "-") * len(block.text))
        elif block.kind == "li":
            yield from (*([] if was == "li" else [""]), _wrapped(block.text, "- ", "  "))
        elif block.kind == "dt":
            yield from (*([] if was == "dd" else [""]), _label(block.text))
        elif block.kind == "dd":
            yield _wrapped(block.text, "  ", "  ")
        else:
            yield from ("", _wrapped(block.text))
        was = block.kind


def _row(block: Block) -> Iterator[str]:
    """Yield a table row as lines: its name, then each labelled cell."""
    if not any(block.labels):
        return  # a row of headings: every other row repeats them as labels
    for cell, label in zip(block.cells, block.labels, strict=True):
        yield _wrapped(f"{_label(label)} {cell}", "  ", "    ") if label else _wrapped(cell)


def _label(text: str) -> str:
    return text if text.endswith("?") else f"{text}:"


def _wrapped(text: str, first: str = "", later: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
