"""The Markdown of an issue as HTML and as plain text: no raw HTML, and nothing that a mail program would fetch."""

from collections.abc import Iterator

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
_DEEPEST = 6
_INDENT = "   "
_RULE = "* * *"


def to_html(source: str, *, top: int = 1) -> SafeString:
    """Render Markdown as HTML. ``top`` is the level of its highest headings on the page that it is shown on."""
    tokens = _MARKDOWN.parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + top - 1, _DEEPEST)}"
    return mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S308 - raw HTML is escaped


def to_text(source: str) -> str:
    """Return Markdown as plain text without its signs, with the address of each link in parentheses."""
    return _Text().render(_MARKDOWN.parse(source))


class _Text:
    """Writes blocks with a blank line between them, items of lists with their mark, quotes with ``>``."""

    def __init__(self) -> None:
        self._blocks = list[str]()
        self._prefixes = list[str]()  # of the lists and quotes around a block
        self._mark = ""  # of the item whose first block comes next
        self._numbers = list[int | None]()  # of the next item of each list around; None without numbers

    def render(self, tokens: list[Token]) -> str:
        for place, token in enumerate(tokens):
            self._read(token, tokens[place - 1] if place else None)
        return "\n\n".join(self._blocks).strip("\n")

    def _read(self, token: Token, before: Token | None) -> None:
        match token.type:
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                self._numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._open_item()
            case "blockquote_open":
                self._prefixes.append("> ")
            case "list_item_close" | "blockquote_close":
                self._prefixes.pop()
            case "inline":
                is_title = before is not None and before.type == "heading_open" and before.tag in ("h1", "h2")
                text = "".join(_inline(token.children or []))
                self._write(text, underline="=" if is_title and before and before.tag == "h1" else "-" * is_title)
            case "fence" | "code_block":
                self._write("\n".join(f"    {line}" for line in token.content.splitlines()))
            case "hr":
                self._write(_RULE)

    def _open_item(self) -> None:
        number = self._numbers[-1]
        if number is not None:
            self._numbers[-1] = number + 1
        self._mark = "-" if number is None else f"{number}."
        self._prefixes.append(_INDENT)

    def _write(self, text: str, *, underline: str = "") -> None:
        lines = text.splitlines() or [""]
        if underline:
            lines.append(underline * min(max(map(len, lines)), 60))
        mark, self._mark = self._mark, ""
        around = "".join(self._prefixes)
        first = around[: len(around) - len(_INDENT)] + mark.ljust(len(_INDENT)) if mark else around
        block = "\n".join([first + lines[0], *(around + line for line in lines[1:])])
        # The items of a list follow each other without a blank line.
        if mark and self._blocks and _is_item(self._blocks[-1].splitlines()[-1]) and len(lines) == 1:
            self._blocks[-1] += f"\n{block}"
        else:
            self._blocks.append(block)


def _is_item(line: str) -> bool:
    mark = line.lstrip(" >").split(" ")[0]
    return mark == "-" or (mark.endswith(".") and mark[:-1].isdigit())


def _inline(tokens: list[Token]) -> Iterator[str]:
    links = list[tuple[str, int]]()
    written = list[str]()
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                written.append(token.content)
            case "softbreak":
                written.append(" ")
            case "hardbreak":
                written.append("\n")
            case "link_open":
                links.append((str(token.attrs.get("href", "")), len(written)))
            case "link_close":
                address, start = links.pop()
                if "".join(written[start:]) != address:
                    written.append(f" ({address})")
    yield from written
