"""Requests that no HTTP library would send: what a socket takes, a web server has to answer."""

import random

from tools.fuzz.generator import NASTY, GeneratedRequest

_FORM = b"content-type: application/x-www-form-urlencoded"
_PATHS = [b"/", b"/samtykke/", b"/en/consent/", b"/kontakt/", b"/nyhetsbrev/", b"/mine-data/kopi/", b"/csp-rapport/",
          b"/no-such-page", b"/static/no-such.css", b"/healthz", b"/admin/login/"]  # fmt: skip
_BODY = b"choice=all&surface=banner&email=person%40example.com&text=Hello"
_VERSIONS = [b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/9.9", b"http/1.1", b"HTTP/1.1 x", b"HTTP/",
             b"HTTP/1.", b"", b"\xff"]  # fmt: skip
_METHODS = [b"GET", b"POST", b"get", b"G\0T", b"G T", b"", b"PRI", b"CONNECT", b"\xc3\xa6", b"A" * 3000, b"(GET)"]
_TARGETS = [b"*", b"", b"kontakt/", b"http://evil.example/", b"http://[", b"/\xff\xfe", b"/a b", b"/\0",
            b"//evil.example/", b"/\x7f", b"/#x", b"/?\xe2\x98\x83", b"evil.example:443",
            b"/" + b"a" * 70_000]  # fmt: skip
_HEADERS = [
    b"x: a\0b", b"x: \xff\xfe", b"x : a", b" x: a", b"x", b": a", b"x:\ra", b"x: a\r\n folded", b"\xc3\xa6: a",
    b"x: " + b"a" * 100_000, b"x: \x01\x1b[0m", b"cookie: " + b"a=b; " * 5_000, b"cookie: " + b"\xff=\xfe;" * 50,
    b"cookie: pv_choice=" + b"9" * 9_000, b"cookie: =; ;;=;", b"transfer-encoding: identity", b"expect: 100-continue",
    b"transfer-encoding: gzip, chunked", b"transfer-encoding: \x0bchunked", b"upgrade: h2c", b"connection: \xff",
    b"content-encoding: gzip", b"te: trailers", b"trailer: host", b"accept-language: " + b"nb," * 9_000,
    b'if-none-match: "\xff', b"range: bytes=" + b"0-1," * 2_000, b"x-forwarded-for: \xff, ::ffff:1.2.3.4%eth0",
    b"x-forwarded-proto: https, http", b"origin: \xff", b"authorization: Basic \xff",
]  # fmt: skip
_HOSTS = [b"evil.example", b"", b"\xff", b"[::1", b"a b", b"127.0.0.1:0", b"127.0.0.1:99999999", b"..", b"%00", b"@",
          b"a" * 5_000, b"127.0.0.1\x00"]  # fmt: skip
_LENGTHS = [[b"-1"], [b"+5"], [b"0x10"], [b"5, 6"], [b"5, 5"], [b"5", b"6"], [b"5", b"5"], [b""], [b"9" * 30],
            [b"\xd9\xa3"], [b"1e3"], [b" 5 5"], [b"18446744073709551615"], [b"18446744073709551616"],
            [b"4000000"]]  # fmt: skip
_CHUNKS = [
    b"5\r\nchoic", b"5\r\nchoice=all\r\n0\r\n\r\n", b"zz\r\nx\r\n0\r\n\r\n", b"-1\r\n\r\n", b"5;\r\nhello\r\n0\r\n\r\n",
    b"ffffffffffffffffff\r\n", b"0\r\n", b"0\r\nhost: evil.example\r\n\r\n", b"5\nhello\n0\n\n", b"", b"\r\n\r\n",
    b"5\r\nhello\r\n0\r\nx: \0\r\n\r\n", b"5;a=" + b"b" * 20_000 + b"\r\nhello\r\n0\r\n\r\n",
]  # fmt: skip


class MalformedGenerator:
    """Makes malformed requests to a host; the same seed makes the same requests."""

    def __init__(self, seed: int, *, host: str, scheme: str) -> None:
        self.source, self.host, self.scheme = random.Random(seed), host.encode(), scheme.encode()

    def make(self) -> GeneratedRequest:
        """Return the next request, whole or cut off."""
        raw = self.source.choice([self._line, self._header, self._lengths, self._chunked, self._cut, self._noise])()
        method = "GET" if raw.startswith(b"GET ") else "POST"
        return GeneratedRequest(method=method, target=b"", headers=(), body=b"", raw=raw)

    def _line(self) -> bytes:
        pick = self.source.choice
        method, target = pick([b"GET", pick(_METHODS)]), pick([pick(_PATHS), pick(_TARGETS)])
        version = pick([b"HTTP/1.1", pick(_VERSIONS)])
        return pick([b" ", b"  ", b"\t", b"\0"]).join([method, target, version]) + self._rest([])

    def _header(self) -> bytes:
        wrong = [self.source.choice(_HEADERS) for _ in range(self.source.randrange(1, 4))]
        host = self.source.choice([self.host, self.host, self.source.choice(_HOSTS)])
        hosts = [b"host: " + host] * self.source.choice([0, 1, 1, 1, 2])
        many = [b"x-%d: 1" % number for number in range(self.source.choice([0, 0, 90, 2_000]))]
        return self.source.choice([b"GET ", b"POST "]) + self.source.choice(_PATHS) + b" HTTP/1.1" + self._rest(
            [*wrong, *many], hosts=hosts
        )  # fmt: skip

    def _lengths(self) -> bytes:
        lengths = [b"content-length: " + length for length in self.source.choice(_LENGTHS)]
        if self.source.random() < 0.2:
            lengths.append(b"transfer-encoding: chunked")
        return self._post() + self._rest([_FORM, *lengths], body=_BODY)

    def _chunked(self) -> bytes:
        headers = [_FORM, b"transfer-encoding: " + self.source.choice([b"chunked", b"Chunked", b"chunked, chunked"])]
        return self._post() + self._rest(headers, body=self.source.choice(_CHUNKS))

    def _cut(self) -> bytes:
        """Return a valid request without its end."""
        whole = self._post() + self._rest([_FORM, b"content-length: %d" % len(_BODY)], body=_BODY)
        return whole[: self.source.randrange(len(whole))]

    def _noise(self) -> bytes:
        words = "".join(self.source.choice(NASTY) for _ in range(20)).encode()
        other = [b"\x16\x03\x01\x02\0\x01", b"\r\n" * 50, b"\0" * 99, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
        return self.source.choice([self.source.randbytes(200), words, *other])

    def _post(self) -> bytes:
        return b"POST " + self.source.choice(_PATHS) + b" HTTP/1.1"

    def _rest(self, headers: list[bytes], *, hosts: list[bytes] | None = None, body: bytes = b"") -> bytes:
        own = [b"host: " + self.host] if hosts is None else hosts
        lines = [b"", *own, b"x-forwarded-proto: " + self.scheme, *headers, b"connection: close", b"", b""]
        end = b"\n" if self.source.random() < 0.1 else b"\r\n"
        return end.join(lines) + body
