"""A site on this machine that does everything that an audit should find; its vendor is another of its addresses."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

FORM = """<form data-choice="page" method="post" action="/choices/">
<button name="choice" value="all">all</button><button name="choice" value="none">none</button></form>
<form data-choice="page" method="post" action="/choices/"><input type="checkbox" name="grant" value="analytics">
<input type="checkbox" name="grant" value="marketing"><button name="choice" value="some">some</button></form>"""

SCRIPT = """
document.cookie = "sneaky=1;path=/;max-age=1000";
document.cookie = "fleeting=1;path=/"; document.cookie = "fleeting=;path=/;max-age=0";
localStorage.setItem("sneakyLocal", "1"); sessionStorage.setItem("sneakySession", "1");
indexedDB.open("sneakyBase"); caches.open("sneakyCache"); navigator.serviceWorker.register("/worker.js");
document.createElement("canvas").toDataURL();
new Image().src = "/hop";
if (/pv_choice=[^;]*a/.test(document.cookie)) document.cookie = "_meter_1=1;path=/;max-age=864000";
document.cookie = "ADV=1;path=/";
"""


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        elsewhere = base.replace("127.0.0.1", "localhost")
        match self.path:
            case "/robots.txt":
                self.answer(f"Sitemap: {base}/pages.xml", kind="text/plain")
            case "/pages.xml":
                pages = "".join(f"<loc>{base}{path}</loc>" for path in ("/", "/gone/", "/plain/"))
                self.answer(f"<urlset>{pages}<loc>https://other.example/</loc></urlset>", kind="application/xml")
            case "/" | "/plain/":
                script = f"<script>{SCRIPT}</script>" if self.path == "/" else ""
                self.answer(f'<a href="/plain/">x</a>{script}<img src="{elsewhere}/pixel">')
            case "/choices/":
                self.answer(FORM)
            case "/hop":
                self.answer("", 302, Location=f"{elsewhere}/landing")
            case "/worker.js":
                self.answer("", kind="text/javascript")
            case "/pixel" | "/landing":
                self.answer("", kind="image/gif")
            case _:
                self.answer("gone", 404)

    def do_POST(self) -> None:
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        letters = {"all": "am", "none": "-"}.get(said["choice"][0], "".join(one[0] for one in said.get("grant", [])))
        cookie: SimpleCookie = SimpleCookie({"pv_choice": f"1.1.{letters}"})
        cookie["pv_choice"].update({"max-age": str(180 * 86400), "path": "/"})
        self.answer("", 303, Location="/choices/", Set_Cookie=cookie["pv_choice"].OutputString())

    def answer(self, text: str, status: int = 200, kind: str = "text/html", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def misbehaving_site() -> Iterator[str]:
    """Serve it, and yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
