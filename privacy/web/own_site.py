"""Rendering of this site's own pages within the process, through its routes, middleware and views."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.conf.urls.i18n import is_language_prefix_patterns_used
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import get_script_prefix, set_script_prefix, set_urlconf
from django.utils import translation

from privacy.conf import privacy_settings

LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0"
# In META of such a request, where no header can stand.
IN_PROCESS = "privacy.in_process"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A response: status, content, headers by lower-case name, and the cookies that it sets."""

    status: int
    content: bytes
    headers: Mapping[str, str]
    cookies: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")


class OwnSite:
    """Render pages as an unknown browser gets them at the public address, with all middleware.

    Each page is rendered once for each cookie and user agent, and then served from memory. Use a new instance for each
    run of checks (``Facts.site``), so that no page is older than the run. A check that changes data and requests the
    same page with the same cookie gets the earlier page.
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, ...], Page] = {}

    def get(self, path: str, cookie: str = "", *, agent: str = LAPTOP) -> Page:
        """Return a page as a browser with these cookies gets it."""
        key = (path, cookie, agent, _language())
        if key not in self._pages:
            self._pages[key] = self._request("GET", path, cookie, agent)
        return self._pages[key]

    def post(self, path: str, data: Mapping[str, str], cookie: str = "") -> Page:
        """Post a form, and return the response."""
        return self._request("POST", path, cookie, LAPTOP, urlencode(data).encode())

    @cached_property
    def _handler(self) -> BaseHandler:
        handler = BaseHandler()
        handler.load_middleware()
        return handler

    def _request(self, method: str, path: str, cookie: str, agent: str, body: bytes = b"") -> Page:
        # The handler is called directly, because the signals of a request would close the database connection in the
        # middle of a check's transaction. The thread's language and routes are restored afterwards.
        language, prefix = translation.get_language(), get_script_prefix()
        try:
            response = self._handler.get_response(WSGIRequest(_environ(method, path, cookie, agent, body)))
            content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
            return Page(
                status=response.status_code,
                content=content,
                headers={name.lower(): value for name, value in response.headers.items()},
                cookies={name: morsel.value for name, morsel in response.cookies.items()},
            )
        finally:
            set_urlconf(None)
            set_script_prefix(prefix)
            translation.activate(language or settings.LANGUAGE_CODE)


def _language() -> str:
    """Return the active language where a browser has to say it: the site's addresses do not."""
    is_in_address, _is_default_prefixed = is_language_prefix_patterns_used(settings.ROOT_URLCONF)
    return "" if is_in_address else translation.get_language() or settings.LANGUAGE_CODE


def _environ(method: str, path: str, cookie: str, agent: str, body: bytes) -> dict[str, object]:
    here = urlsplit(privacy_settings().base_url)
    return {
        IN_PROCESS: True,
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": here.hostname or "",
        "SERVER_PORT": str(here.port or (443 if here.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": here.netloc,
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_LANGUAGE": _language(),
        "HTTP_USER_AGENT": agent,
        "HTTP_X_FORWARDED_PROTO": here.scheme,
        "HTTP_SEC_FETCH_MODE": "navigate",
        "HTTP_SEC_PURPOSE": "prefetch",  # so that it is not counted as a visit
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": here.scheme,
        "wsgi.input": BytesIO(body),
    }
