"""Which of our pages the checks look at, and what a page loads, holds back and leads to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation

_FETCHED = ("stylesheet", "preload", "icon", "modulepreload", "preconnect")


@dataclass
class Markup(HTMLParser):
    """What a page loads by itself, what it holds back, and where it leads."""

    html: str
    loads: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    buttons: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self._depth = 0
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._depth += 1
            self.held.append(values.get("data-consent", ""))
        elif tag == "button":
            self.buttons.add((values.get("name", ""), values.get("value", "")))
        elif tag == "a":
            self.links.add(values.get("href", ""))
        elif not self._depth and (source := self._loaded(tag, values)):
            self.loads.append(source)

    def _loaded(self, tag: str, values: dict[str, str]) -> str:
        if tag != "link":
            return values.get("src", "")
        return values.get("href", "") if values.get("rel") in _FETCHED else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._depth -= 1

    def elsewhere(self) -> list[str]:
        """Return what it loads from hosts that are not ours."""
        return [one for one in self.loads if urlsplit(one).netloc not in ("", urlsplit(settings.BASE_URL).netloc)]


def paths() -> Iterator[str]:
    """Yield pages to look at: the front page in every language, the policy and a form."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield reverse("home")
    with translation.override(settings.LANGUAGE_CODE):
        yield from (reverse("privacy:policy"), reverse("newsletter:signup"))
