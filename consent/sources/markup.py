"""Which hosts a page, a Django template or an SVG file asks, and what its scripts store."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from consent.sources.scripts import scan_script
from consent.sources.styles import scan_style
from consent.sources.uses import DYNAMIC, REQUEST, Use, asked

_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
_GATED = re.compile(r"\{%-?\s*(?:gated\s+[\"']([^\"']+)[\"'].*?|(endgated)\s*)-?%\}", re.DOTALL)
_OWN_ADDRESS = re.compile(r"\{%\s*(?:static|url|get_static_prefix)\b.*?%\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)

# Attributes whose address a browser asks by itself, or to which it sends what somebody typed.
_ASKING = frozenset(
    {"src", "srcset", "imagesrcset", "poster", "data", "background", "ping", "action", "formaction", "manifest",
     "archive", "codebase", "classid", "longdesc", "lowsrc", "dynsrc"}
)  # fmt: skip
# A link that somebody follows, and words about the page.
_FOLLOWED = frozenset({"a", "area"})
_WORDS = frozenset(
    {"cite", "itemtype", "itemid", "itemprop", "vocab", "prefix", "typeof", "resource", "about", "property", "xmlns",
     "title", "alt", "placeholder", "value", "pattern", "accept", "label"}
)  # fmt: skip
_NOT_FETCHED = frozenset(
    {"alternate", "author", "canonical", "help", "license", "me", "next", "prev", "search", "terms-of-service",
     "privacy-policy", "shortlink", "self", "hub"}
)  # fmt: skip
_REFERRING = frozenset({"link", "use", "image", "base", "feimage", "script", "mpath", "pattern"})
_DATA_BLOCKS = re.compile(r"json|template|text/plain|text/x-", re.IGNORECASE)


def scan_markup(source: str, line: int = 1, *, service: str = "") -> Iterator[Use]:
    """Yield the uses in markup; what waits in ``{% gated %}`` or ``<template data-consent>`` names its service."""
    reader = _Reader(line, service)
    reader.feed(_without_tags(source))
    reader.close()
    yield from reader.uses


def _without_tags(source: str) -> str:
    """Replace the tags and values of Django templates; lines stay where they are."""

    def blank(found: re.Match[str], value: str = "") -> str:
        return value + "\n" * found[0].count("\n")

    def gated(found: re.Match[str]) -> str:
        return blank(found, f'<template data-consent="{found[1]}">' if found[1] else "</template>")

    source = _GATED.sub(gated, _COMMENT.sub(blank, source))
    source = _OWN_ADDRESS.sub(lambda found: blank(found, "/own"), source)
    return _TAG.sub(blank, _VALUE.sub(lambda found: blank(found, DYNAMIC), source))


class _Reader(HTMLParser):
    """Collects uses; templates that wait for consent are a stack of services."""

    def __init__(self, line: int, service: str) -> None:
        super().__init__(convert_charrefs=True)
        self.uses: list[Use] = []
        self._first, self._services = line - 1, [service]
        self._inside: tuple[str, str] | None = None
        self._content: list[str] = []
        self._content_line = 0

    @property
    def _here(self) -> int:
        return self._first + self.getpos()[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._services.append(values.get("data-consent", "") or self._services[-1])
        for name, value in values.items():
            self.uses += self._of_attribute(tag, name, value, values)
        if tag in ("script", "style"):
            self._inside, self._content = (tag, values.get("type", "")), []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template" and len(self._services) > 1:
            self._services.pop()
        if tag in ("script", "style"):
            self._end_content()

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._content_line = self._here if not self._content else self._content_line
            self._content.append(data)

    def close(self) -> None:
        super().close()
        self._end_content()

    def _end_content(self) -> None:
        (tag, kind), self._inside = self._inside or ("", ""), None
        text, line, service = "".join(self._content), self._content_line, self._services[-1]
        if tag == "style":
            self.uses += scan_style(text, line, service=service)
        elif tag and ("importmap" in kind or "speculationrules" in kind):
            self.uses += asked(text, line, service=service)
        elif tag and not _DATA_BLOCKS.search(kind):
            self.uses += scan_script(text, line, service=service)

    def _of_attribute(self, tag: str, name: str, value: str, values: Mapping[str, str]) -> Iterator[Use]:
        line, service = self._line_of(name, value), self._services[-1]
        if name == "style":
            yield from scan_style(value, line, service=service)
        elif name.startswith("on"):
            yield from scan_script(value, line, service=service)
        elif name == "srcdoc":
            yield from scan_markup(value, line, service=service)
        elif value.strip().lower().startswith("javascript:"):
            yield from scan_script(value.strip()[11:], line, service=service)
        elif _is_asking(tag, name, values):
            yield from _addresses(name, value, line, service)
        elif not _is_wordy(tag, name, values):
            yield from asked(value, line, service=service)

    def _line_of(self, name: str, value: str) -> int:
        text = self.get_starttag_text() or ""
        at = text.find(value) if value else text.find(name)
        return self._here + (text.count("\n", 0, at) if at > 0 else 0)


def _is_asking(tag: str, name: str, values: Mapping[str, str]) -> bool:
    if name in ("href", "xlink:href"):
        return tag in _REFERRING and not _is_relation(tag, values)
    return name in _ASKING


def _is_relation(tag: str, values: Mapping[str, str]) -> bool:
    return tag == "link" and bool(relations := set(values.get("rel", "").lower().split())) and relations <= _NOT_FETCHED


def _is_wordy(tag: str, name: str, values: Mapping[str, str]) -> bool:
    if name in ("href", "xlink:href"):
        return tag in _FOLLOWED or _is_relation(tag, values)
    if tag == "meta" and name == "content":
        return values.get("http-equiv", "").lower() != "refresh"
    return name in _WORDS or name.startswith(("xmlns", "aria-"))


def _addresses(name: str, value: str, line: int, service: str) -> Iterator[Use]:
    """Yield the hosts of an attribute that is asked; also one that is only known when the page is made."""
    if value.strip().lower().startswith("data:"):
        return
    found = list(asked(value, line, service=service))
    parts = value.split(",") if name.endswith("srcset") else [value]
    if not found and any(part.strip().startswith(DYNAMIC) for part in parts):
        found = [Use(line=line, kind=REQUEST, name="", service=service)]
    yield from found
