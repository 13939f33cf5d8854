"""Logs that carry ids and counts only: no address, no name, no token, no whole IP address.

What others log is made harmless here: Django logs whole paths (ours hold tokens), and the message of an error may quote
what somebody typed (PostgreSQL quotes the key that it refuses).
"""

import ipaddress
import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.urls import Resolver404, resolve

from proviso_site.visits.devices import device_class

access = logging.getLogger("proviso_site.access")

# Their messages come from code, never from what somebody sent.
HARMLESS = (ImproperlyConfigured, ImportError, NameError, TemplateDoesNotExist, TemplateSyntaxError, SyntaxError)
UNKNOWN = "(no such page)"

ErrorTriple = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class HarmlessFormatter(logging.Formatter):
    """Write errors as their type and place, without their message."""

    def formatException(self, ei: ErrorTriple) -> str:  # noqa: N802 - logging's own name
        """Return the traceback of an error and of what caused it, each with its type only."""
        error = ei[1]
        parts: list[str] = []
        while error is not None and len(parts) < 5:
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{frames}{describe(error)}")
            error = error.__cause__ or error.__context__
        return "\ncaused by:\n".join(parts)


class HarmlessRecords(logging.Filter):
    """Replace what Django and Celery put into messages: paths by routes, errors by their type."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            route = route_of(request)
            whole, path = request.get_full_path(), request.path
            record.args = tuple(route if value in {whole, path} else value for value in _arguments(record))
        elif record.name == "celery.app.trace" and isinstance(record.args, dict):
            error = record.exc_info[1] if record.exc_info and isinstance(record.exc_info, tuple) else None
            record.args = {
                **record.args,
                "exc": describe(error) if error else "error",
                "traceback": "",
                "return_value": "",
            }
        return True


class AccessLog:
    """Write one line a request: method, route, status, milliseconds, the sender's network, the kind of device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        spent = (time.perf_counter() - began) * 1000
        access.info(
            "%s %s %d %.0f ms %s %s",
            request.method,
            route_of(request),
            response.status_code,
            spent,
            network(request),
            device_class(request),
        )
        return response


def route_of(request: HttpRequest) -> str:
    """Return the pattern of the page that was asked for: it has names where the path has tokens and ids."""
    if request.path_info.startswith(settings.STATIC_URL):
        return f"{settings.STATIC_URL}…"
    match = request.resolver_match
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return UNKNOWN
    return f"/{match.route}"


def network(request: HttpRequest) -> str:
    """Return the sender's network, too coarse to tell one person: /24 of IPv4, /48 of IPv6."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "-"
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def describe(error: BaseException) -> str:
    """Return the type of ``error``, and its message when that cannot hold personal data."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{name}: {error}" if isinstance(error, HARMLESS) else name


def _arguments(record: logging.LogRecord) -> tuple[object, ...]:
    return record.args if isinstance(record.args, tuple) else ()
