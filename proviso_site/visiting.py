"""Asking this very site for a page, in the process: routes, middleware, views and templates as they are now."""

import io
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import get_script_prefix, set_script_prefix, set_urlconf
from django.utils import translation


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a visitor without cookies gets."""

    status: int
    text: str


class Visitor:
    """Somebody who has never been here; asks for pages as a browser would, on the site's public address."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def get(self, path: str) -> Page:
        """Return a page. What the request leaves behind in the thread (language, routes) is put back."""
        language, prefix = translation.get_language(), get_script_prefix()
        try:
            response = self._handler.get_response(WSGIRequest(_environ(path)))
            content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
            return Page(status=response.status_code, text=content.decode(errors="replace"))
        finally:
            set_urlconf(None)
            set_script_prefix(prefix)
            translation.activate(language or settings.LANGUAGE_CODE)


def _environ(path: str) -> dict[str, object]:
    base = urlsplit(settings.BASE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": base.netloc,
        "SERVER_NAME": base.hostname or "",
        "SERVER_PORT": str(base.port or (443 if base.scheme == "https" else 80)),
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_USER_AGENT": "proviso-check",
        "HTTP_SEC_FETCH_MODE": "navigate",
        "wsgi.url_scheme": base.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
