"""Listening to a browser: which hosts it asks, and what it holds after each page."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from consent.audit.observations import Asked, Stored, Visit
from consent.services.enums import StorageKind

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Frame, Page, Request, WebSocket

_PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
_STORES = Path(__file__).with_name("stores.js").read_text(encoding="utf-8")
_WEB = ("http", "https", "ws", "wss")


class Collector:
    """Fills a ``Visit`` from a browser context, between ``start`` and ``stop``."""

    def __init__(self, context: "BrowserContext", host: str, visit: Visit, clock: Callable[[], datetime]) -> None:
        self.context, self.host, self.visit, self._clock = context, host, visit, clock
        self.page = "/"
        self._is_listening = False
        self._under_way: set[object] = set()
        self._last = time.monotonic()
        self._before: set[tuple[str, ...]] = set()
        context.add_init_script(_PROBE)
        context.on("request", self._asked)
        context.on("requestfinished", self._done)
        context.on("requestfailed", self._done)
        context.on("page", lambda page: page.on("websocket", self._socket))

    def start(self) -> None:
        """Count from here; what is there already is what a choice before left behind."""
        self._is_listening = True
        self._before = {_mark(one) for one in self.context.cookies()}

    def stop(self) -> None:
        self._is_listening = False

    def quiet_for(self) -> float:
        """Return for how many seconds nothing was under way."""
        return 0 if self._under_way else time.monotonic() - self._last

    def look(self, page: "Page") -> None:
        """Note everything that is stored now, in every frame."""
        self._look_at_cookies()
        for frame in page.frames:
            if told := _ask(frame):
                self._take(told)

    def _look_at_cookies(self) -> None:
        now = self._clock().timestamp()
        for one in self.context.cookies():
            expires = float(one.get("expires", -1))
            lifetime = 0 if expires < 0 else max(1, round(expires - now))
            stored = Stored(StorageKind.COOKIE, str(one.get("name", "")), str(one.get("domain", "")))
            self.visit.note(stored, self.page, lifetime, is_leftover=_mark(one) in self._before)

    def _take(self, told: dict[str, Any]) -> None:
        host = told["host"]
        for kind in StorageKind.values:
            for name in told.get(kind, ()):
                self.visit.note(Stored(kind, str(name), host), self.page)
        held = {one.name for one in self.visit.stored if one.kind == StorageKind.COOKIE}
        for name in set(told["cookies"]) - held:
            self.visit.note(Stored(StorageKind.COOKIE, name, host), self.page)
        for what in told["readings"]:
            self.visit.readings.setdefault(what, self.page)

    def _asked(self, request: "Request") -> None:
        self._under_way.add(request)
        if not self._is_listening:
            return
        self.visit.requests += 1
        came_from = request.redirected_from
        is_elsewhere = came_from is not None and urlsplit(came_from.url).hostname != urlsplit(request.url).hostname
        self._note_host(request.url, is_redirect=is_elsewhere)

    def _socket(self, socket: "WebSocket") -> None:
        if self._is_listening:
            self._note_host(socket.url, is_redirect=False)

    def _note_host(self, url: str, *, is_redirect: bool) -> None:
        parts = urlsplit(url)
        if parts.scheme in _WEB and parts.hostname and parts.hostname != self.host:
            self.visit.asked.setdefault(Asked(parts.hostname, is_redirect), self.page)

    def _done(self, request: "Request") -> None:
        self._under_way.discard(request)
        self._last = time.monotonic()


def _ask(frame: "Frame") -> dict[str, Any] | None:
    """Return what a frame holds; None for one that is gone, or of no site."""
    from playwright.sync_api import Error  # noqa: PLC0415 - optional

    if urlsplit(frame.url).scheme not in _WEB:
        return None
    try:
        return frame.evaluate(_STORES)
    except Error:
        return None


def _mark(one: Any) -> tuple[str, ...]:
    """Tell one writing of a cookie from the next, in memory only."""
    return tuple(str(one.get(name)) for name in ("name", "domain", "path", "value", "expires"))
