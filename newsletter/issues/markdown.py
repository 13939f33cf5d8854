"""The Markdown of an issue as HTML and as plain text: no raw HTML, and nothing that a mail program would fetch.

A picture is one of the issue's own: ``![](picture:1)``. Any other is left out. A word between braces is a merge field;
``\\{`` is a brace, and in code braces are what they are.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from newsletter.issues.pictures import ShownPicture, number_in

Pictures = Mapping[int, ShownPicture]  # of an issue, by number
Fields = Mapping[str, str]  # what stands for a merge field, by its name
_FIELD = re.compile(r"\{([^{}\n]{1,60})\}")
_FIELD_IN_ADDRESS = re.compile(r"(?:\{|%7B)([^{}%]{1,60})(?:\}|%7D)", re.IGNORECASE)
_DEEPEST = 6
_INDENT = "   "
_RULE = "* * *"
_UNDERLINES = {"h1": "=", "h2": "-"}


def _image(_renderer: Any, tokens: Sequence[Token], at: int, _options: Any, env: Mapping[str, Pictures]) -> str:
    picture = _named(tokens[at], env["pictures"])
    if picture is None:
        return ""
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">', picture.address, picture.alt, picture.width, picture.height
    )


def _read_field(state: StateInline, silent: bool) -> bool:
    match = _FIELD.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("field", "", 0)
        token.content, token.meta = match[0], {"name": match[1].strip()}
    state.pos = match.end()
    return True


def _field(_renderer: Any, tokens: Sequence[Token], at: int, _options: Any, env: Mapping[str, Fields]) -> str:
    return escape(_value_of(tokens[at], env["fields"]))


def _value_of(token: Token, fields: Fields) -> str:
    """Return what stands for a field; one that does not exist is text, as in issues from before there were fields."""
    return fields.get(token.meta["name"], token.content)


_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_MARKDOWN.inline.ruler.before("link", "field", _read_field)
_MARKDOWN.add_render_rule("field", _field)
_MARKDOWN.add_render_rule("image", _image)


def to_html(source: str, *, top: int = 1, pictures: Pictures | None = None, fields: Fields | None = None) -> SafeString:
    """Render Markdown as HTML. ``top`` is the level of its highest headings on the page that it is shown on."""
    tokens = _MARKDOWN.parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + top - 1, _DEEPEST)}"
    env = {"pictures": pictures or {}, "fields": fields or {}}
    return mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env))  # noqa: S308 - raw HTML is escaped


def to_text(source: str, *, pictures: Pictures | None = None, fields: Fields | None = None) -> str:
    """Return Markdown as plain text without its signs, with the address of each link in parentheses.

    A picture is its alternative text in brackets.
    """
    return _Text(pictures or {}, fields or {}).render(_MARKDOWN.parse(source))


def addresses_of_pictures(source: str) -> list[str]:
    """Return the addresses of the pictures that a text shows, in its order."""
    return [str(token.attrs.get("src", "")) for token in _all(_MARKDOWN.parse(source)) if token.type == "image"]


def unknown_pictures(sources: Iterable[str], numbers: Iterable[int]) -> list[str]:
    """Return the addresses of the pictures that texts show and that are not among the issue's own, each once."""
    own = set(numbers)
    named = dict.fromkeys(address for source in sources for address in addresses_of_pictures(source))
    return [address for address in named if number_in(address) not in own]


def fields_in(source: str) -> list[str]:
    """Return the names of the merge fields of a text, in its order."""
    return [str(token.meta["name"]) for token in _all(_MARKDOWN.parse(source)) if token.type == "field"]


def addresses_with_fields(source: str, names: Collection[str]) -> list[str]:
    """Return the addresses of links that have one of these fields in them."""
    links = [str(token.attrs["href"]) for token in _all(_MARKDOWN.parse(source)) if "href" in token.attrs]
    return [link for link in links if any(name.strip() in names for name in _FIELD_IN_ADDRESS.findall(link))]


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _named(token: Token, pictures: Pictures) -> ShownPicture | None:
    """Return the picture that an image of the text names; None if the issue has no such picture."""
    number = number_in(str(token.attrs.get("src", "")))
    return None if number is None else pictures.get(number)


class _Text:
    """Writes blocks with a blank line between them, items of lists with their mark, quotes with ``>``."""

    def __init__(self, pictures: Pictures, fields: Fields) -> None:
        self._pictures, self._fields = pictures, fields
        self._blocks = list[str]()
        self._prefixes = list[str]()  # of the lists and quotes around a block
        self._mark = ""  # of the item whose first block comes next
        self._is_after_item = False  # of one line
        self._numbers = list[int | None]()  # of the next item of each list around; None without numbers

    def render(self, tokens: list[Token]) -> str:
        for place, token in enumerate(tokens):
            self._read(token, tokens[place - 1] if place else None)
        return "\n\n".join(self._blocks).strip("\n")

    def _read(self, token: Token, before: Token | None) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                # A list right after another is one of its own.
                self._is_after_item &= before is None or not before.type.endswith("_list_close")
                self._numbers.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._open_item()
            case "blockquote_open":
                self._prefixes.append("> ")
            case "list_item_close" | "blockquote_close":
                self._prefixes.pop()
            case "inline":
                self._write_inline(token, before)
            case "fence" | "code_block":
                self._write("\n".join(f"    {line}" for line in token.content.splitlines()))
            case "hr":
                self._write(_RULE)

    def _write_inline(self, token: Token, before: Token | None) -> None:
        text = "".join(_inline(token.children or [], self._pictures, self._fields))
        if text or self._mark:  # a decoration alone leaves none
            self._write(text, underline=_UNDERLINES.get(before.tag, "") if before else "")

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
        is_item = bool(mark) and len(lines) == 1
        # The items of a list follow each other without a blank line.
        if is_item and self._is_after_item:
            self._blocks[-1] += f"\n{block}"
        else:
            self._blocks.append(block)
        self._is_after_item = is_item


def _inline(tokens: list[Token], pictures: Pictures, fields: Fields) -> Iterator[str]:
    links = list[tuple[str, int]]()
    written = list[str]()
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                written.append(token.content)
            case "field":
                written.append(_value_of(token, fields))
            case "softbreak":
                written.append(" ")
            case "hardbreak":
                written.append("\n")
            case "image" if (picture := _named(token, pictures)) and picture.alt:
                written.append(f"[{picture.alt}]")
            case "link_open":
                links.append((str(token.attrs.get("href", "")), len(written)))
            case "link_close":
                address, start = links.pop()
                if "".join(written[start:]) != address:
                    written.append(f" ({address})")
    yield from written
