"""The outermost layer of the WSGI application."""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation

from proviso_site.pages.headers import security_headers
from proviso_site.serving.environ import REFUSED, is_utf8

logger = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def guarded(application: Wsgi) -> Wsgi:
    """Return ``application`` that answers with the security headers also where Django has no response.

    Django answers errors of middleware and views itself, but not those of making the request from the environment, of
    writing its response's headers, and of streaming its content.
    """

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started: list[tuple[Any, ...]] = []
        if not is_utf8(environ):
            # Django decodes the query with it while it makes the request, before any middleware.
            environ[REFUSED], environ["CONTENT_TYPE"] = HTTPStatus.BAD_REQUEST, ""
        try:
            content = _whole(application(environ, lambda *arguments: started.append(arguments)))
            start_response(*started[-1])
        except (UnicodeError, SuspiciousOperation, BadRequest):
            # A request that names its encoding has its query read while it is made, also one with too many fields.
            return _refuse(environ, start_response, "400 Bad Request")
        except Exception:
            logger.exception("No response could be made")
            return _refuse(environ, start_response, "500 Internal Server Error")
        return [content]

    return call


def _whole(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()


def _refuse(environ: dict[str, Any], start_response: Callable[..., Any], status: str) -> list[bytes]:
    is_https = environ.get("wsgi.url_scheme") == "https" or environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    headers = {"Content-Type": "text/plain", "Content-Length": str(len(status)), "Cache-Control": "no-store"}
    start_response(status, [*headers.items(), *security_headers(is_https=is_https).items()])
    return [status.encode()]
