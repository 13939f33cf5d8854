"""Which of our pages the checks look at, and what a page loads, holds back, lets in and leads to."""

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
# What else makes a browser ask for something, now or when somebody presses a button.
_ASKING = ("src", "poster", "data", "action", "formaction", "background", "ping")
_STYLED = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
_LOOSE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'strict-dynamic'")


class Markup:
    """What a page loads by itself, what it holds back, and where it leads."""

    def __init__(self, text: str) -> None:
        page = html.parse(text)
        self.held = [template.get("data-consent") for template in page.all("template")]
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
            self.loads += [one or other for one, other in _STYLED.findall(words)]

    def elsewhere(self) -> list[str]:
        """Return what it loads from hosts that are not ours."""
        return [
            one for one in self.loads if urlsplit(one).netloc not in ("", urlsplit(privacy_settings().base_url).netloc)
        ]


def _asked_for(tag: str, values: Mapping[str, str]) -> Iterator[str]:
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
