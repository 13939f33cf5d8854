"""Our pages as they are served: the resources, withheld templates, allowed hosts and links of a page."""

import re
from collections.abc import Collection, Iterator, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.web import html, pages
from privacy.web.own_site import Page

_FETCHED = frozenset(
    {"stylesheet", "preload", "prefetch", "icon", "manifest", "modulepreload", "preconnect", "dns-prefetch"}
)
# Other attributes that cause a request, at once or when somebody presses a button.
_ASKING = ("src", "poster", "data", "action", "formaction", "background", "ping")
_STYLED = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
_LOOSE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'strict-dynamic'")


class PageMarkup:
    """The resources, links and buttons in a page's markup."""

    def __init__(self, text: str) -> None:
        page = html.parse(text)
        self.links = {link.get("href") for link in page.all("a")}
        self.buttons = {(button.get("name"), button.get("value")) for button in page.all("button")}
        self.loads: list[str] = []
        self.inline: list[str] = []
        for element in page.all(skip={"template"}):
            self._read(element)

    def _read(self, element: html.Element) -> None:
        self.loads += filter(None, _asked_for(element.tag, element.attributes))
        self.inline += [
            f"<{element.tag} {name}>" for name in element.attributes if name.startswith("on") or name == "srcdoc"
        ]
        if element.tag in ("script", "style") and "src" not in element.attributes and (words := element.words()):
            self.inline += ["<script>"] if element.tag == "script" else []
            self.loads += [url or imported for url, imported in _STYLED.findall(words)]

    def elsewhere(self) -> list[str]:
        """Return the addresses of the resources on other hosts."""
        own = ("", urlsplit(privacy_settings().base_url).netloc)
        return [url for url in self.loads if urlsplit(url).netloc not in own]


def _asked_for(tag: str, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the addresses that a tag makes a browser request."""
    if tag == "link" and _FETCHED & set(values.get("rel", "").lower().split()):
        yield values.get("href", "")
    yield from (values.get(name, "") for name in _ASKING)
    yield from (candidate.split()[0] for candidate in values.get("srcset", "").split(",") if candidate.strip())
    yield from (url or imported for url, imported in _STYLED.findall(values.get("style", "")))
    if tag == "image" or tag == "use":
        yield values.get("href", "") or values.get("xlink:href", "")
    if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
        yield values.get("content", "").partition("=")[2]
    if tag == "base":
        yield values.get("href", "")


def unexpected_sources(page: Page, known: Collection[str]) -> list[str]:
    """Return the sources that a page's content security policy allows and should not; all if it has none."""
    policy = page.headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy and "default-src 'self'" not in policy:
        return [_("everything")]
    sources = [source for directive in policy.split(";") for source in directive.split()[1:]]
    ours = {*known, urlsplit(privacy_settings().base_url).netloc, privacy_settings().base_url}
    reports = {part.strip().partition(" ")[2] for part in policy.split(";") if part.strip().startswith("report-")}
    return sorted(
        {
            source
            for source in sources
            if source in _LOOSE or (not source.startswith("'") and source not in ours and source not in reports)
        }
    )


def has_failed(page: Page) -> bool:
    """Tell whether the page is a server error, which says nothing about the page that visitors usually get."""
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
