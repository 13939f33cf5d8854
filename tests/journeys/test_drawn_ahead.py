"""A page that Chromium really draws before anybody asked for it (speculation rules), and then shows.

A browser that is watched draws none, so this one is not: a server in front of the site puts a script into its pages,
which tells what happens.
"""

import http.client
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser import installed_chromium
from tests.live import LiveSite, wait_for

pytestmark = [pytest.mark.long, pytest.mark.law("C-11", "P8")]
_NOT_PASSED_ON = {"host", "origin", "referer", "accept-encoding", "connection"}
_MADE_ANEW = {"content-length", "transfer-encoding", "connection", "keep-alive"}
# Says yes, has the policy drawn, perhaps takes the yes back meanwhile, and goes there.
_START = """<!doctype html><html lang="nb"><title>Start</title><script>
const choose = (choice) => fetch("/samtykke/", { method: "POST", redirect: "manual",
  body: new URLSearchParams({ choice, surface: "banner" }) });
(async () => {
  await choose("all");
  const rules = document.createElement("script");
  rules.type = "speculationrules";
  const wanted = { source: "list", urls: ["/personvern/"], eagerness: "immediate" };
  rules.textContent = JSON.stringify({ prerender: [wanted] });
  document.head.append(rules);
  while (await (await fetch("/is-drawn")).text() !== "yes") await new Promise((done) => setTimeout(done, 100));
  if (location.search === "?withdraw") await choose("none");
  location.href = "/personvern/";
})();
</script></html>"""
_PROBE = """
const tell = (what) => navigator.sendBeacon("/told", JSON.stringify({ what,
  isDrawnAhead: document.prerendering, activation: performance.getEntriesByType("navigation")[0].activationStart,
  granted: window.pv ? pv.granted("analytics") || pv.granted("hotjar") : null }));
new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach((node) => {
  if (node.src && new URL(node.src).origin !== location.origin) tell("opened");
}))).observe(document, { childList: true, subtree: true });
document.addEventListener("prerenderingchange", () => tell("shown"));
const settle = () => setTimeout(() => tell("settled"), 1500);
document.addEventListener("prerenderingchange", settle);
addEventListener("load", () => {
  tell("loaded");
  if (!document.prerendering) settle();
});
"""


class _InFront(ThreadingHTTPServer):
    site: LiveSite
    told: list[dict[str, Any]]

    def has_told(self, what: str) -> bool:
        return any(said["what"] == what for said in self.told)


class _Handler(BaseHTTPRequestHandler):
    server: _InFront

    def log_message(self, *_arguments: object) -> None:
        """Write no log."""

    def do_GET(self) -> None:
        own = {"/start": _START, "/probe.js": _PROBE, "/is-drawn": "yes" if self.server.has_told("loaded") else "no"}
        path = self.path.partition("?")[0]
        if path in own:
            self._answer(200, {"Content-Type": "text/javascript" if path == "/probe.js" else "text/html"}, own[path])
        else:
            self._pass_on(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/told":
            self.server.told.append(json.loads(body))
            self._answer(204, {}, "")
        else:
            self._pass_on(body)

    def _pass_on(self, body: bytes | None) -> None:
        base = urlsplit(self.server.site.base_url)
        site = http.client.HTTPConnection(base.hostname or "", base.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_PASSED_ON}
        headers |= {"Host": base.netloc} | ({"Origin": self.server.site.base_url} if body is not None else {})
        site.request(self.command, self.path, body, headers)
        answer = site.getresponse()
        content = answer.read()
        if "text/html" in (answer.getheader("Content-Type") or ""):
            content = content.replace(b"<head>", b'<head><script src="/probe.js"></script>', 1)
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _MADE_ANEW]
        self._answer(answer.status, kept, content)

    def _answer(self, status: int, headers: Any, content: str | bytes) -> None:
        raw = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        for name, value in headers.items() if isinstance(headers, dict) else headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture
def in_front(site: LiveSite) -> Iterator[_InFront]:
    server = _InFront(("127.0.0.1", 0), _Handler)
    server.site, server.told = site, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def drawn_and_shown(server: _InFront, folder: Path, path: str) -> list[dict[str, Any]]:
    """Let Chromium open a page of the server; return what was told of the page that was drawn ahead and shown."""
    arguments = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0")
    hosts = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    url = f"http://127.0.0.1:{server.server_port}{path}"
    command = [installed_chromium(), *arguments, f"--user-data-dir={folder}", hosts, url]
    # What is installed may be a script that starts the browser: both are ended, as the group that they are.
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(lambda: server.has_told("settled"), 120)
    finally:
        os.killpg(browser.pid, signal.SIGTERM)
        browser.wait(30)
    drawn, shown = (next(said for said in server.told if said["what"] == what) for what in ("loaded", "shown"))
    assert drawn["isDrawnAhead"] is True, "it was loaded before anybody went there"
    assert (shown["isDrawnAhead"], shown["activation"] > 0) == (False, True), "and is the page that was shown then"
    return server.told[server.told.index(drawn) :]


def test_a_page_that_chromium_drew_ahead_opens_what_is_granted_when_it_is_shown(
    in_front: _InFront, tmp_path: Path
) -> None:
    told = drawn_and_shown(in_front, tmp_path, "/start")
    opened = [said for said in told if said["what"] == "opened"]
    assert opened
    assert all(said["activation"] > 0 for said in opened), "nothing was opened while nobody saw the page"
    assert told[-1]["granted"] is True


def test_a_page_that_chromium_drew_ahead_revives_nothing_after_a_withdrawal(in_front: _InFront, tmp_path: Path) -> None:
    told = drawn_and_shown(in_front, tmp_path, "/start?withdraw")
    assert [said for said in told if said["what"] == "opened"] == []
    assert told[-1] | {"activation": 0} == {
        "what": "settled", "isDrawnAhead": False, "activation": 0, "granted": False,
    }  # fmt: skip
