"""Middleware that refuses requests which no view could answer."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.log import log_response

from privacy.web.origin import SAFE_METHODS
from proviso_site.serving.bodies import largest_body
from proviso_site.serving.environ import REFUSED, is_utf8

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TEMPLATES = {
    HTTPStatus.BAD_REQUEST: "400.html",
    HTTPStatus.REQUEST_TIMEOUT: "408.html",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "413.html",
}


class LimitsMiddleware:
    """Answer 400, 408 or 413 to a request that is malformed, too slow or too large, before anything is written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (status := _problem(request)) is not None:
            return refuse(request, status)
        if "\\" in request.META.get("HTTP_COOKIE", ""):
            _empty_escaped_cookies(request)
        return self.get_response(request)


def refuse(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Return the page of a refusal, and log the refusal."""
    response = HttpResponse(render_to_string(_TEMPLATES[status]), status=status)
    add_never_cache_headers(response)
    log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
    return response


def _problem(request: HttpRequest) -> HTTPStatus | None:
    if (refused := request.META.get(REFUSED)) is not None:
        return HTTPStatus(refused)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return HTTPStatus.BAD_REQUEST
    if len(length) > 18 or int(length) > largest_body(request.path_info):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    # PostgreSQL stores no NUL, so nothing can have such an address.
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "") or not is_utf8(request.META):
        return HTTPStatus.BAD_REQUEST
    return None if request.method in SAFE_METHODS or _is_readable(request) else HTTPStatus.BAD_REQUEST


def _is_readable(request: HttpRequest) -> bool:
    """Return whether query and form can be read.

    Django's own refusals are raised (too many fields, malformed multipart). A view may have stored something before it
    reads them.
    """
    try:
        request.GET, request.POST  # noqa: B018 - reading parses
    except (UnreadablePostError, LookupError, ValueError):
        return False
    return True


def _empty_escaped_cookies(request: HttpRequest) -> None:
    """Forget each value of a cookie that holds a control character, which a header may hold in a quoted form only."""
    # Not the names: a cookie that is not granted is cleared by its name, whatever it holds.
    for name, value in request.COOKIES.items():
        if _CONTROL.search(value):
            request.COOKIES[name] = ""
