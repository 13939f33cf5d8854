"""Record the requests of a browser, and its storage after each page."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from consent.audit.observations import RequestedHost, StoredItem, Visit
from consent.services.enums import StorageKind

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Frame, Page, Request, WebSocket

_PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
_STORES = Path(__file__).with_name("stores.js").read_text(encoding="utf-8")
_WEB = ("http", "https", "ws", "wss")


class Collector:
    """Fill a ``Visit`` from a browser context, between ``start`` and ``stop``."""

    def __init__(self, context: "BrowserContext", host: str, visit: Visit, clock: Callable[[], datetime]) -> None:
        self.context, self.host, self.visit, self._clock = context, host, visit, clock
        self.page = "/"
        self._is_listening = False
        self._under_way: set[object] = set()
        self._last = time.monotonic()
        self._before: set[tuple[str, ...]] = set()
        context.add_init_script(_PROBE)
        context.on("request", self._requested)
        context.on("requestfinished", self._done)
        context.on("requestfailed", self._done)
        context.on("page", lambda page: page.on("websocket", self._socket))

    def start(self) -> None:
        """Start recording. Cookies that exist already are leftovers of an earlier choice."""
        self._is_listening = True
        self._before = {_fingerprint(cookie) for cookie in self.context.cookies()}

    def stop(self) -> None:
        self._is_listening = False

    def quiet_for(self) -> float:
        """Return the seconds since the last request ended, 0 while a request is open."""
        return 0 if self._under_way else time.monotonic() - self._last

    def look(self, page: "Page") -> None:
        """Record the current storage of every frame."""
        self._look_at_cookies()
        for frame in page.frames:
            if storage := _read_storage(frame):
                self._note_storage(storage)

    def _look_at_cookies(self) -> None:
        now = self._clock().timestamp()
        for cookie in self.context.cookies():
            expires = float(cookie.get("expires", -1))
            lifetime = 0 if expires < 0 else max(1, round(expires - now))
            stored = StoredItem(StorageKind.COOKIE, str(cookie.get("name", "")), str(cookie.get("domain", "")))
            self.visit.note(stored, self.page, lifetime, is_leftover=_fingerprint(cookie) in self._before)

    def _note_storage(self, storage: dict[str, Any]) -> None:
        host = storage["host"]
        for kind in StorageKind.values:
            for name in storage.get(kind, ()):
                self.visit.note(StoredItem(kind, str(name), host), self.page)
        # The page's script also saw cookies that were deleted before the browser was read.
        cookies = {stored.name for stored in self.visit.stored if stored.kind == StorageKind.COOKIE}
        for name in set(storage["cookies"]) - cookies:
            self.visit.note(StoredItem(StorageKind.COOKIE, name, host), self.page)
        for feature in storage["readings"]:
            self.visit.readings.setdefault(feature, self.page)

    def _requested(self, request: "Request") -> None:
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
            self.visit.requested.setdefault(RequestedHost(parts.hostname, is_redirect), self.page)

    def _done(self, request: "Request") -> None:
        self._under_way.discard(request)
        self._last = time.monotonic()


def _read_storage(frame: "Frame") -> dict[str, Any] | None:
    """Return the storage of a frame, or None if the frame was closed or belongs to no site."""
    from playwright.sync_api import Error  # noqa: PLC0415 - optional

    if urlsplit(frame.url).scheme not in _WEB:
        return None
    try:
        return frame.evaluate(_STORES)
    except Error:
        return None


def _fingerprint(cookie: Any) -> tuple[str, ...]:
    """Return a key that changes when a cookie is written again. It has the value, so it is kept in memory only."""
    return tuple(str(cookie.get(name)) for name in ("name", "domain", "path", "value", "expires"))
