"""Requests as a hostile or broken client might send them; the same seed makes the same requests."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, quote_from_bytes

from django.conf import settings
from django.utils import timezone

from consent.gate import cookie
from tools.fuzz.paths import all_routes, fill

Header = tuple[bytes, bytes]

NASTY = [
    "", " ", "a", "æøå", "☃", "\U0001f600", "\0", "a\0b", "\r\nX: y", "\x0b", "\x1b[0m", "\x7f", "\u202e", "\u2028",
    "'", '"', "\\", "\\000", '"\\000\\012"', "<script>", "%", "%00", "%0d%0a", "%ff", "%c0%ae", "{{7*7}}", "../../etc",
    "//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "http://[", "http://[::1",
    "/☃", "/%0d%0aX: y", "/a\r\nb", "/en/", "/no-such-page/", "1" * 400, "x" * 3000, "-1", "NaN", "1e999", "null",
    "all", "none", "some", "analytics", "marketing", "banner", "page", "inline", "One-Click", "json",
    "person@example.com", "t@[127.0.0.1]", '"a b"@example.com', "per@blåbær.example", "a@b", "@", "a@example.com\n",
]  # fmt: skip
FIELDS = [
    "choice", "grant", "surface", "next", "service", "changes", "email", "text", "name", "company", "phone", "message",
    "homepage", "List-Unsubscribe", "username", "password", "csrfmiddlewaretoken", "format", "erase", "copy", "o", "q",
]  # fmt: skip
COOKIE_NAMES = [
    "_ga", "_gcl_au", "_gac_a@b", "_gac_(x)", "_gac_a/b", "_gac_{c}", "_hjSession_[a]", "_hjSession_1", "__hstc",
    "hubspotutk", "_hjSession_æ", "_hjSession_\\", '_hjSession_"', "path", "expires", "pv_session", "pv_csrf",
    "pv_choice", "__Host-pv_session", "messages", "django_language", "", " ", "_hjSession_,", "$Version",
]  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data",
    "multipart/form-data; boundary=æ", "application/json", "application/csp-report", "application/reports+json",
    "application/x-www-form-urlencoded; charset=utf-8",
    "text/plain", "", "/", ";;;=", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=hex", "text/html; charset=idna", "a/b; charset=%00",
    "multipart/form-data; boundary=b; charset=zlib", "application/x-www-form-urlencoded; charset=☃",
]  # fmt: skip
METHODS = ["GET"] * 9 + ["POST"] * 9 + ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FOO"]
# Where a visitor writes.
WRITING = ["samtykke/", "en/consent/", "kontakt/", "nyhetsbrev/", "mine-data/kopi/", "mine-data/nettleser/"]
LANGUAGES = ["nb", "en", "*", "de;q=x", "a" * 600, "-".join(["a"] * 300), ",,,;;", "nb;q=0.5,en;q=nan", "../x"]


@dataclass(frozen=True, kw_only=True)
class GeneratedRequest:
    """A request; ``target`` is percent-encoded and has the query.

    ``raw`` is all of it where no parts make it up.
    """

    method: str
    target: bytes
    headers: tuple[Header, ...]
    body: bytes
    raw: bytes = b""

    @property
    def is_whole(self) -> bool:
        """Tell whether a server can know where the request ends, and need not wait for more."""
        lengths = [value for name, value in self.headers if name == b"content-length"]
        return not self.raw and lengths in ([], [str(len(self.body)).encode()])


class RequestGenerator:
    """Makes requests to a host; ``scheme`` is what our own addresses begin with."""

    def __init__(self, seed: int, *, host: str, scheme: str) -> None:
        self.source, self.host, self.scheme = random.Random(seed), host, scheme
        self.routes = all_routes()

    def make(self) -> GeneratedRequest:
        """Return the next request."""
        is_plausible = self.source.random() < 0.25  # so that something is written
        method = "POST" if is_plausible else self.source.choice(METHODS)
        kind, body = self._body() if method not in ("GET", "HEAD") or self._rarely() else (None, b"")
        if is_plausible:
            kind, body = TYPES[0], self._form().encode()
        likely = self.source.choice([0.05, 0.1, 0.4])
        headers: list[Header] = [(b"host", self._host()), (b"x-forwarded-proto", self.scheme.encode())]
        for name, value in self._optional_headers():
            if self.source.random() < likely:
                headers.append((name, _header_bytes(value())))
        if kind is not None:
            headers.append((b"content-type", _header_bytes(kind)))
            headers.append((b"content-length", self._length(body)))
        target = self._target(WRITING if is_plausible else self.routes)
        return GeneratedRequest(method=method, target=target, headers=tuple(headers), body=body)

    def _rarely(self) -> bool:
        return self.source.random() < 0.05

    def _word(self) -> str:
        if self.source.random() < 0.8:
            return self.source.choice(NASTY)
        return "".join(chr(self.source.choice([self.source.randrange(256), self.source.randrange(0xD7FF)]))
                       for _ in range(self.source.randrange(1, 20)))  # fmt: skip

    def _host(self) -> bytes:
        wrong = ["evil.example", "", f"{self.host}:99999", "[::1", "a b", "æ.example", f"{self.host}.", "127.0.0.1"]
        return _header_bytes(self.source.choice(wrong)) if self._rarely() else self.host.encode()

    def _optional_headers(self) -> list[tuple[bytes, Callable[[], str]]]:
        own = f"{self.scheme}://{self.host}"
        origins = [own, own, own, "null", "http://[", "https://evil.example"]
        return [
            (b"cookie", self._cookies),
            (b"origin", lambda: self.source.choice([*origins, self._word()])),
            (b"referer", lambda: self.source.choice([f"{own}/", f"{own}/{self._word()}", self._word()])),
            (b"sec-fetch-site", lambda: self.source.choice(["same-origin", "none", "cross-site", self._word()])),
            (b"accept", lambda: self.source.choice(["text/html", "application/json", "*/*", "a/b;q=x", self._word()])),
            (b"accept-language", lambda: self.source.choice(LANGUAGES)),
            (b"accept-encoding", lambda: self.source.choice(["gzip, br", "*;q=0", self._word()])),
            (b"user-agent", lambda: self.source.choice(["Mozilla/5.0 (X11; Linux) Firefox/140.0", self._word()])),
            (b"sec-gpc", lambda: self.source.choice(["1", "0", self._word()])),
            (b"x-forwarded-for", lambda: self.source.choice(["198.51.100.7", "::1", "x, y", self._word()])),
            (b"x-forwarded-host", self._word),
            (b"if-none-match", self._word),
            (b"if-modified-since", self._word),
            (b"range", lambda: self.source.choice(["bytes=0-1", "bytes=5-1", "bytes=-9", self._word()])),
        ]  # fmt: skip

    def _cookies(self) -> str:
        pairs = []
        for _ in range(self.source.randrange(1, 6)):
            name = self.source.choice(COOKIE_NAMES) if self.source.random() < 0.9 else self._word()
            pairs.append(f"{name}={self._choice() if name == cookie.NAME else self._word()}")
        return self.source.choice(["; ", ";", ", "]).join(pairs)

    def _choice(self) -> str:
        now = timezone.now()
        ours = cookie.Choice(revision=self.source.choice([0, 1, 2, 10**20]), granted=frozenset({"analytics"}),
                             made_at=now, expires_at=now + timedelta(days=self.source.choice([-1, 90])))  # fmt: skip
        value = cookie.write(ours)
        return self.source.choice(
            [value, value[:-1], value + "☃", f'"{value}"', f"1.{'9' * 200}.-.1.1.-.x", self._word()]
        )

    def _target(self, routes: list[str]) -> bytes:
        route = self.source.choice(routes) if self.source.random() < 0.93 else self._word()
        path = fill(route, self.source, NASTY)
        if self._rarely():
            path += self._word()
        target = quote(path, safe="/:@%")
        if self._rarely():
            target += "%" + quote_from_bytes(self.source.randbytes(4))
        if self.source.random() < 0.3:
            target += "?" + self._pairs(self.source.choice([1, 2, 4, 1500]))
        return target.encode()

    def _pairs(self, count: int) -> str:
        quoted = "+&=" if self._rarely() else ""
        return "&".join(f"{quote(self._field(), safe=quoted)}={quote(self._word(), safe=quoted)}" for _ in range(count))

    def _field(self) -> str:
        return self.source.choice(FIELDS) if self.source.random() < 0.95 else self._word()

    def _body(self) -> tuple[str | None, bytes]:
        if self._rarely():
            return self.source.choice(TYPES), self.source.randbytes(self.source.choice([0, 1, 50, 2_100_000]))
        likely = self.source.random()
        if likely < 0.55:
            return TYPES[0], self._form().encode()
        if likely < 0.7:
            return self.source.choice(TYPES), self._form().encode()
        if likely < 0.85:
            return "multipart/form-data; boundary=b", self._multipart()
        return self.source.choice(["application/csp-report", "application/json"]), self._report()

    def _form(self) -> str:
        """Return a form that is often complete, so that something is written."""
        complete = ["choice=all&surface=banner", "choice=none&surface=page", "choice=some&grant=analytics",
                    "email=person%40example.com&text=Hello&message=x"]  # fmt: skip
        parts = [self.source.choice(complete)] if self.source.random() < 0.6 else []
        parts.append(self._pairs(1500 if self._rarely() else self.source.randrange(3)))
        return "&".join(part for part in parts if part)

    def _multipart(self) -> bytes:
        lines = b""
        for _ in range(self.source.randrange(4)):
            name = json.dumps(self._field()) if self.source.random() < 0.8 else self._word()
            file = "; filename=" + json.dumps(self._word()) if self.source.random() < 0.3 else ""
            encoding = "\r\nContent-Transfer-Encoding: base64" if self._rarely() else ""
            lines += f"--b\r\nContent-Disposition: form-data; name={name}{file}{encoding}\r\n\r\n".encode(
                "utf-8", "replace"
            )
            lines += self._word().encode() + b"\r\n"
        return lines + (b"--b--\r\n" if self.source.random() < 0.8 else b"--b")

    def _report(self) -> bytes:
        page = f"{self.scheme}://{self.host}/"
        facts = {"document-uri": self.source.choice([page, page + "\ud800", page + "\0", self._word()]),
                 "blocked-uri": self.source.choice(["https://evil.example/x", "inline", "http://[", self._word()]),
                 "effective-directive": self.source.choice(["script-src", self._word()])}  # fmt: skip
        report = self.source.choice([{"csp-report": facts}, [{"body": facts}], facts, [[[]]], self._word(), 9**99])
        return self.source.choice([json.dumps(report).encode(), b"[" * 3000, b'{"csp-report": {', b"9" * 5000])

    def _length(self, body: bytes) -> bytes:
        if self._rarely():
            return _header_bytes(self.source.choice(["-1", "x", "", "9" * 30, "1", "٣"]))
        return str(len(body)).encode()


def _header_bytes(value: str) -> bytes:
    """Return a value without the bytes that no server lets through (RFC 9110, 5.5)."""
    return bytes(byte for byte in value.encode() if byte >= 0x20 and byte != 0x7F)


def own_host() -> tuple[str, str]:
    """Return the host and the scheme of the settings."""
    scheme, _, host = settings.BASE_URL.partition("://")
    return host, scheme
