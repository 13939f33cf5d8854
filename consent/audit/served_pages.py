"""Which of our pages the checks look at, and what a page loads, holds back, lets in and leads to."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.web import pages
from privacy.web.own_site import Page

_FETCHED = frozenset(
    {"stylesheet", "preload", "prefetch", "icon", "manifest", "modulepreload", "preconnect", "dns-prefetch"}
)
# What else makes a browser ask for something, now or when somebody presses a button.
_ASKING = ("src", "poster", "data", "action", "formaction", "background", "ping")
_STYLED = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
_LOOSE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'strict-dynamic'")


@dataclass
class Markup(HTMLParser):
    """What a page loads by itself, what it holds back, and where it leads."""

    html: str
    loads: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    buttons: set[tuple[str, str]] = field(default_factory=set)
    inline: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._inside = ""
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in ("script", "style") and "src" not in values else ""
        if tag == "template":
            self._depth += 1
            self.held.append(values.get("data-consent", ""))
        elif tag == "button":
            self.buttons.add((values.get("name", ""), values.get("value", "")))
        elif tag == "a":
            self.links.add(values.get("href", ""))
        if not self._depth:
            self.loads += filter(None, _asked_for(tag, values))
            self.inline += [f"<{tag} {name}>" for name in values if name.startswith("on") or name == "srcdoc"]

    def handle_data(self, data: str) -> None:
        if self._depth or not self._inside or not data.strip():
            return
        if self._inside == "script":
            self.inline.append("<script>")
        self.loads += [one or other for one, other in _STYLED.findall(data)]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag == "template":
            self._depth -= 1

    def elsewhere(self) -> list[str]:
        """Return what it loads from hosts that are not ours."""
        return [
            one for one in self.loads if urlsplit(one).netloc not in ("", urlsplit(privacy_settings().base_url).netloc)
        ]


def _asked_for(tag: str, values: dict[str, str]) -> Iterator[str]:
    """Yield the addresses that a tag makes a browser ask for."""
    if tag == "link" and _FETCHED & set(values.get("rel", "").lower().split()):
        yield values.get("href", "")
    yield from (values.get(name, "") for name in _ASKING)
    yield from (one.split()[0] for one in values.get("srcset", "").split(",") if one.strip())
    yield from (one or other for one, other in _STYLED.findall(values.get("style", "")))
    if tag == "image" or tag == "use":
        yield values.get("href", "") or values.get("xlink:href", "")
    if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
        yield values.get("content", "").partition("=")[2]
    if tag == "base":
        yield values.get("href", "")


def let_in(page: Page, known: Collection[str]) -> list[str]:
    """Return what a page's content security policy lets in that it should not; a page without one lets in all."""
    policy = page.headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy and "default-src 'self'" not in policy:
        return [_("everything")]
    sources = [one for directive in policy.split(";") for one in directive.split()[1:]]
    ours = {*known, urlsplit(privacy_settings().base_url).netloc, privacy_settings().base_url}
    reports = {one.strip().partition(" ")[2] for one in policy.split(";") if one.strip().startswith("report-")}
    return sorted(
        {
            one
            for one in sources
            if one in _LOOSE or (not one.startswith("'") and one not in ours and one not in reports)
        }
    )


def has_failed(page: Page) -> bool:
    """Tell whether there is no page to look at: an error says nothing of what visitors get on a better day."""
    return page.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def all_paths() -> list[str]:
    """Return every public page in the site's first language, and those of ``paths``."""
    with translation.override(settings.LANGUAGE_CODE):
        return list(dict.fromkeys([*paths(), *(page.path for page in pages.all_pages())]))


def paths() -> Iterator[str]:
    """Yield pages to look at: the front page in every language, the policy and a form."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield pages.path_to("home") or "/"
    with translation.override(settings.LANGUAGE_CODE):
        yield from filter(None, (reverse("privacy:policy"), pages.path_to("contact")))
