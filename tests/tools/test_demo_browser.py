"""The demonstration's browser, against a server that answers as told."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

import pytest

from tools.demo.browser import Browser, is_expiry
from tools.demo.errors import DemoError
from tools.demo.pages import Form


class Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(200 if self.path != "/round/" else 302)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got = (self.path, body, dict(self.headers))  # type: ignore[attr-defined]
        self._answer(303)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if status != 200:
            self.send_header("Location", "/round/" if self.path == "/round/" else "/done/")
            self.send_header("Set-Cookie", "kept=1; Path=/")
            self.send_header("Set-Cookie", "foreign=1; Domain=elsewhere.example")
            self.send_header("Set-Cookie", "old=; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/")
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<p>{self.path} {self.headers.get('Cookie', '')}</p>".encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.fixture
def browser(server: HTTPServer) -> Browser:
    return Browser(f"http://127.0.0.1:{server.server_port}")


def test_send_follows_the_redirect_and_keeps_cookies(browser: Browser, server: HTTPServer) -> None:
    browser.cookies = {"old": "1"}
    page = browser.send(browser.get("/form/"), Form("", "post"))
    path, body, headers = server.got  # type: ignore[attr-defined]
    assert (path, body) == ("/form/", b"")
    assert headers["Origin"] == browser.base_url
    assert headers["Sec-Fetch-Site"] == "same-origin"
    assert page.text == "/done/ kept=1"
    assert browser.cookies == {"kept": "1"}
    assert len(browser.set_cookies) == 3


def test_one_click_post_carries_neither_origin_nor_cookies(browser: Browser, server: HTTPServer) -> None:
    browser.post("/out/", [("List-Unsubscribe", "One-Click")], {})
    _, body, headers = server.got  # type: ignore[attr-defined]
    assert body == b"List-Unsubscribe=One-Click"
    assert not {"Origin", "Cookie", "Sec-Fetch-Site"} & set(headers)


def test_browser_never_leaves_the_site(browser: Browser) -> None:
    with pytest.raises(DemoError, match="is outside"):
        browser.get("http://elsewhere.example/")


def test_browser_gives_up_on_a_circle(browser: Browser) -> None:
    with pytest.raises(DemoError, match="redirects"):
        browser.get("/round/")


def test_is_expiry_reads_both_ways_of_taking_a_cookie_away() -> None:
    assert is_expiry("a=; Max-Age=0")
    assert is_expiry("a=; expires=Thu, 01 Jan 1970 00:00:00 GMT")
    assert not is_expiry("a=1; expires=Thu, 01 Jan 2037 00:00:00 GMT; Path=/")


def test_each_person_comes_from_a_network_of_its_own(server: HTTPServer) -> None:
    """Linux has all of 127.0.0.0/8; elsewhere a browser falls back to the one address that there is."""
    seen = []
    original = Echo.do_GET

    def note(handler: Echo) -> None:
        seen.append(handler.client_address[0])
        original(handler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Echo, "do_GET", note)
        for network in (0, 7, 300, 65_535):
            Browser(f"http://127.0.0.1:{server.server_port}", network=network).get("/done/")
    assert seen in (["127.0.0.1", "127.0.7.1", "127.1.44.1", "127.255.255.1"], ["127.0.0.1"] * 4)
