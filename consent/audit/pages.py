"""Find the pages of a site: from the sitemaps in robots.txt, its own sitemap, else by following links."""

import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from consent.audit.errors import LeadsElsewhere, SiteUnreachable
from consent.audit.web_sites import is_same_site
from privacy.web import html

_NAMED = re.compile(r"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_MOST_BYTES, _MOST_SITEMAPS, _PATIENCE = 5_000_000, 20, 15
_TEXT = ("text/", "application/xml", "application/xhtml+xml", "application/rss+xml")
_AGENT = "Mozilla/5.0 (compatible; audit_cookies)"


def find_pages(site: str, *, most: int) -> tuple[list[str], bool]:
    """Return at most ``most`` addresses of the site, and whether there are more.

    Raises ``SiteUnreachable``, ``LeadsElsewhere`` where the address leads to another site.
    """
    start = _read(site, site)
    if start is None:
        raise SiteUnreachable
    urls = list(dict.fromkeys(_of_sitemaps(site))) or list(_by_links(site, start, most))
    return urls[:most], len(urls) > most


def fetch_register(site: str, path: str) -> str | None:
    """Return the register that a site publishes at a path, as text, or None if it publishes none."""
    with suppress(LeadsElsewhere):
        return _read(site, urljoin(site, path), kinds=("application/ld+json", "application/json"))
    return None


def _of_sitemaps(site: str) -> Iterator[str]:
    robots = _fetch(site, urljoin(site, "/robots.txt")) or ""
    waiting = deque(_NAMED.findall(robots) or [urljoin(site, "/sitemap.xml")])
    for _turn in range(_MOST_SITEMAPS):
        if not waiting:
            return
        text = _fetch(site, waiting.popleft()) or ""
        locations = html.locations(text)
        if "<sitemapindex" in text:
            waiting.extend(locations)
        else:
            yield from (url for url in locations if is_same_site(site, url))


def _by_links(site: str, start: str, most: int) -> Iterator[str]:
    """Yield pages in the order in which links lead to them, one more than ``most`` to show that there are more."""
    seen, waiting = {site}, deque([(site, start)])
    yield site
    while waiting and len(seen) <= most:
        base, text = waiting.popleft()
        for url in _links(base, text):
            if url in seen or not is_same_site(site, url) or len(seen) > most:
                continue
            page = _fetch(site, url)
            if page is not None:
                seen.add(url)
                waiting.append((url, page))
                yield url


def _links(base: str, text: str) -> Iterator[str]:
    with suppress(html.UnreadableMarkup):
        for target in filter(None, (link.get("href") for link in html.parse(text).all("a"))):
            with suppress(ValueError):  # not a valid address
                yield urldefrag(urljoin(base, target)).url


class _StayHere(HTTPRedirectHandler):
    """Refuse redirects to other hosts: the audit requests pages of the given site only."""

    def __init__(self, site: str) -> None:
        self.site = site

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        if not is_same_site(self.site, newurl):
            raise LeadsElsewhere
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(site: str, url: str) -> str | None:
    """Return a page's text, or None if it does not answer, is no text, or is not of this site."""
    with suppress(LeadsElsewhere):
        return _read(site, url)
    return None


def _read(site: str, url: str, kinds: tuple[str, ...] = _TEXT) -> str | None:
    """Return the text of an answer of one of these kinds, or None. Raises ``LeadsElsewhere``."""
    if not is_same_site(site, url):
        return None
    opener = build_opener(ProxyHandler({}), _StayHere(site)) if _is_near(site) else build_opener(_StayHere(site))
    request = Request(url, headers={"User-Agent": _AGENT})  # noqa: S310 - http and https only, see above
    try:
        with opener.open(request, timeout=_PATIENCE) as response:
            kind = response.headers.get_content_type()
            if not kind.startswith(kinds):
                return None
            return str(response.read(_MOST_BYTES).decode(response.headers.get_content_charset() or "utf-8", "replace"))
    except (URLError, HTTPException, OSError, LookupError, ValueError):
        return None


def _is_near(site: str) -> bool:
    return urlsplit(site).hostname in ("127.0.0.1", "localhost", "::1")
