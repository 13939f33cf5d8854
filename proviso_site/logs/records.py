"""Logging without personal data: no address, name, token or whole IP address.

Records of other libraries are cleaned: Django logs whole paths, which contain our tokens, and error messages may quote
input (PostgreSQL quotes the key that it refuses).
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

# The messages of these errors come from code, never from input.
HARMLESS = (ImproperlyConfigured, ImportError, NameError, TemplateDoesNotExist, TemplateSyntaxError, SyntaxError)
UNKNOWN = "(no such page)"

ErrorTriple = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class HarmlessFormatter(logging.Formatter):
    """Formatter that writes the type and traceback of errors, without their message."""

    def formatException(self, ei: ErrorTriple) -> str:  # noqa: N802 - logging's own name
        """Return the tracebacks of an error and its causes, each with the type only."""
        error = ei[1]
        parts: list[str] = []
        while error is not None and len(parts) < 5:
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{frames}{describe(error)}")
            error = error.__cause__ or error.__context__
        return "\ncaused by:\n".join(parts)


class HarmlessRecords(logging.Filter):
    """Filter that replaces paths by routes and errors by their type in records of Django and Celery."""

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
    """Middleware that logs method, route, status, milliseconds, network and device class of each request."""

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
    """Return the URL pattern of a request, which has names where the path has tokens and ids."""
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
    """Return the sender's network, too coarse to identify a person: /24 of IPv4, /48 of IPv6."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "-"
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def describe(error: BaseException) -> str:
    """Return the type of ``error``, with its message if that cannot contain personal data."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{name}: {error}" if isinstance(error, HARMLESS) else name


def _arguments(record: logging.LogRecord) -> tuple[object, ...]:
    return record.args if isinstance(record.args, tuple) else ()
