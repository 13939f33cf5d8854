"""A browser without JavaScript: keeps cookies, follows redirects and submits forms as browsers do."""

import contextlib
import http.client
import socket
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urljoin, urlsplit

from tools.demo.errors import DemoError
from tools.demo.pages import Button, Form, Page, parse_page

MOST_REDIRECTS = 8
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass
class Browser:
    """One person's browser on one site, in a network of its own: what the site limits is a network."""

    base_url: str
    language: str = "nb"
    network: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)  # Set-Cookie lines of the last visit, redirects included

    def get(self, address: str, accept: str = "text/html") -> Page:
        """Request an address of the site and follow its redirects."""
        return self._visit("GET", address, b"", {"Accept": accept})

    def post(self, address: str, values: list[tuple[str, str]], headers: dict[str, str] | None = None) -> Page:
        """Post form values to an address of the site, with the headers of a same-origin form unless given."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.base_url))
        sent = {"Origin": origin, "Sec-Fetch-Site": "same-origin"} if headers is None else headers
        sent = {"Content-Type": "application/x-www-form-urlencoded", **sent}
        return self._visit("POST", address, urlencode(values).encode(), sent)

    def send(self, page: Page, form: Form, values: dict[str, str] | None = None, button: Button | None = None) -> Page:
        """Submit a form of ``page`` with ``values`` entered, by ``button`` or else its first button."""
        button = button or (form.buttons[0] if form.buttons else None)
        pairs = form.filled(values or {}, button)
        address = urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self.get(f"{address.partition('?')[0]}?{urlencode(pairs)}")
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.base_url))
        return self.post(address, pairs, {"Origin": origin, "Sec-Fetch-Site": "same-origin", "Referer": page.url})

    def _visit(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Page:
        self.set_cookies = []
        url = urljoin(self.base_url + "/", address)
        for _ in range(MOST_REDIRECTS):
            page = self._request(method, url, body, headers)
            if page.status not in _REDIRECTS:
                return page
            url = urljoin(url, page.header("Location"))
            if page.status not in (307, 308):
                method, body = "GET", b""
                headers = {name: value for name, value in headers.items() if name == "Accept"}
        raise DemoError(f"{address}: more than {MOST_REDIRECTS} redirects")

    def _request(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Page:
        parts = urlsplit(url)
        if parts.netloc != urlsplit(self.base_url).netloc:
            raise DemoError(f"{url} is outside {self.base_url}")
        sent = {"User-Agent": "proviso-demo", "Accept-Language": self.language, "Connection": "close", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = make(parts.netloc, timeout=30, source_address=self._source(parts.hostname or ""))
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target or "/", body=body or None, headers=sent)
            response = connection.getresponse()
            page = Page(response.status, url, response.getheaders(), response.read())
        except (OSError, http.client.HTTPException) as failure:
            raise DemoError(f"{method} {parts.path}: {type(failure).__name__} {failure}") from failure
        finally:
            connection.close()
        for name, value in page.headers:
            if name.lower() == "set-cookie":
                self.set_cookies.append(value)
                self._store_cookie(value)
        return parse_page(page) if page.header("Content-Type").startswith("text/html") else page

    def _source(self, host: str) -> tuple[str, int] | None:
        """Return the address to connect from; None where this machine has one loopback address only."""
        own = f"127.{self.network // 256 % 256}.{self.network % 256}.1"
        if host not in ("127.0.0.1", "localhost"):
            return None
        with contextlib.closing(socket.socket()) as attempt:
            try:
                attempt.bind((own, 0))
            except OSError:
                return None
        return own, 0

    def _store_cookie(self, line: str) -> None:
        """Store or delete a cookie as a Set-Cookie line says; ignore cookies of other domains."""
        first, *rest = (part.strip() for part in line.split(";"))
        name, _, value = first.partition("=")
        attributes = {key.lower(): text for key, _, text in (part.partition("=") for part in rest)}
        domain = attributes.get("domain", "").lstrip(".")
        host = urlsplit(self.base_url).hostname or ""
        if domain and host != domain and not host.endswith(f".{domain}"):
            return
        if is_expiry(line):
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def is_expiry(line: str) -> bool:
    """Return whether a Set-Cookie line deletes a cookie."""
    pairs = (part.partition("=") for part in line.split(";")[1:])
    attributes = {key.strip().lower(): text.strip() for key, _, text in pairs}
    if "max-age" in attributes:
        return int(attributes["max-age"]) <= 0
    return "expires" in attributes and parsedate_to_datetime(attributes["expires"]).year <= 1970
