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

from consent.audit.errors import SiteUnreachable
from privacy.web import html

_NAMED = re.compile(r"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_MOST_BYTES, _MOST_SITEMAPS, _PATIENCE = 5_000_000, 20, 15
_AGENT = "Mozilla/5.0 (compatible; audit_cookies)"


def find_pages(site: str, *, most: int) -> tuple[list[str], bool]:
    """Return at most ``most`` addresses of the site, and whether there are more. Raises ``SiteUnreachable``."""
    start = _fetch(site, site)
    if start is None:
        raise SiteUnreachable
    urls = list(dict.fromkeys(_of_sitemaps(site))) or list(_by_links(site, start, most))
    return urls[:most], len(urls) > most


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
            yield from (url for url in locations if _is_of(site, url))


def _by_links(site: str, start: str, most: int) -> Iterator[str]:
    """Yield pages in the order in which links lead to them, one more than ``most`` to show that there are more."""
    seen, waiting = {site}, deque([(site, start)])
    yield site
    while waiting and len(seen) <= most:
        base, text = waiting.popleft()
        for url in _links(base, text):
            if url in seen or not _is_of(site, url) or len(seen) > most:
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


def _is_of(site: str, url: str) -> bool:
    """Tell whether an address belongs to the site: a web scheme, the same host and port."""
    try:
        mine, other = urlsplit(site), urlsplit(url)
        return other.scheme in ("http", "https") and (mine.hostname, mine.port) == (other.hostname, other.port)
    except ValueError:
        return False


class _StayHere(HTTPRedirectHandler):
    """Refuse redirects to other hosts: the audit requests pages of the given site only."""

    def __init__(self, site: str) -> None:
        self.site = site

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        return super().redirect_request(req, fp, code, msg, headers, newurl) if _is_of(self.site, newurl) else None


def _fetch(site: str, url: str) -> str | None:
    """Return a page's text, or None if it does not answer, is no text, or is not of this site."""
    if not _is_of(site, url):
        return None
    opener = build_opener(ProxyHandler({}), _StayHere(site)) if _is_near(site) else build_opener(_StayHere(site))
    request = Request(url, headers={"User-Agent": _AGENT})  # noqa: S310 - http and https only, see above
    try:
        with opener.open(request, timeout=_PATIENCE) as response:
            kind = response.headers.get_content_type()
            if not kind.startswith("text/") and "xml" not in kind:
                return None
            return str(response.read(_MOST_BYTES).decode(response.headers.get_content_charset() or "utf-8", "replace"))
    except (URLError, HTTPException, OSError, LookupError, ValueError):
        return None


def _is_near(site: str) -> bool:
    return urlsplit(site).hostname in ("127.0.0.1", "localhost", "::1")
