"""Logging without personal data: no address, name, token or whole IP address.

Records of other libraries are cleaned: Django logs whole paths, which contain our tokens, and error messages may quote
input (PostgreSQL quotes the key that it refuses). ``LOGGING`` sets the filter and the formatter on every handler.
"""

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from functools import cache
from types import TracebackType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from privacy.web.own_site import IN_PROCESS
from privacy.web.routes import route_of
from proviso_site.logs.addresses import network_of, redact
from proviso_site.visits.devices import device_class

access = logging.getLogger("proviso_site.access")
logger = logging.getLogger(__name__)

# The messages of these errors come from code, never from input.
HARMLESS = (ImproperlyConfigured, ImportError, NameError, TemplateDoesNotExist, TemplateSyntaxError, SyntaxError)
_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"}

ErrorTriple = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class HarmlessFormatter(logging.Formatter):
    """Formatter that redacts messages, and writes the type and traceback of errors without their message."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line of a record, redacted; lines about requests are made of known parts only."""
        if record.name != access.name:
            record.message = redact(record.message, keep_paths=_code_folders())
        return super().formatMessage(record)

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
    """Filter that replaces paths by routes and errors by their type, and drops what the access log says anyway."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_text = None  # another handler may have kept the error with its message
        try:
            record.getMessage()
        except Exception:  # noqa: BLE001 - logging itself would print the arguments to the console
            record.msg, record.args = "a message of %s, whose arguments do not fit", (record.name,)
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            return self._clean_request(record, request)
        if record.name == "celery.app.trace" and isinstance(record.args, dict):
            error = record.exc_info[1] if record.exc_info and isinstance(record.exc_info, tuple) else None
            record.args = {
                **record.args,
                "exc": describe(error) if error else "error",
                "traceback": "",
                "return_value": "",
            }
        return True

    def _clean_request(self, record: logging.LogRecord, request: HttpRequest) -> bool:
        """Write an answer below 500 as a single line: that of the access log, where the request reaches it."""
        if (status := getattr(record, "status_code", 500)) == 503:
            record.exc_info = None  # an outage is no fault of the code, and every request would repeat it
        if status < 500:
            if getattr(request, "is_in_access_log", False):
                return False
            record.exc_info = record.stack_info = None
        route = route_of(request)
        if not record.args:
            # The message is that of an error, which may quote the request.
            record.msg, record.args = "%s at %s", (record.name.rpartition(".")[2], route)
        else:
            # Django escapes what it writes: a path is known by its place, not by being equal to the request's.
            arguments = record.args if isinstance(record.args, tuple) else ()
            record.args = tuple(route if str(value).startswith("/") else value for value in arguments)
        return True


class BoundedRate(logging.Filter):
    """Filter that lets ``a_second`` records a second through, ``at_once`` after a pause, and then says how many not."""

    def __init__(self, *, a_second: float, at_once: int) -> None:
        super().__init__()
        self.a_second, self.at_once = a_second, at_once
        self._left, self._last, self._dropped = float(at_once), 0.0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        # A handler filters without its lock: two threads may then let one record more through.
        waited = max(0.0, record.created - self._last)
        self._left, self._last = min(self.at_once, self._left + waited * self.a_second), record.created
        if self._left < 1:
            self._dropped += 1
            return False
        self._left -= 1
        if self._dropped:
            record.msg, record.args = "%s (%d lines left out before)", (record.getMessage(), self._dropped)
            self._dropped = 0
        return True


class AccessLog:
    """Middleware that logs method, route, status, milliseconds, network and device class of each request.

    A check that reads the site's own pages sends none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.is_in_access_log = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        if IN_PROCESS in request.META:
            return response
        spent = (time.perf_counter() - began) * 1000
        access.info(
            "%s %s %d %.0f ms %s %s",
            request.method if request.method in _METHODS else "OTHER",
            route_of(request),
            response.status_code,
            spent,
            network(request),
            device_class(request),
        )
        return response


def network(request: HttpRequest) -> str:
    """Return the sender's network, too coarse to identify a person."""
    return network_of(request.META.get("REMOTE_ADDR", ""))


def log_uncaught_errors() -> None:
    """Write errors of threads and of destructors by their type, through our handlers; Python prints their messages."""

    def of_thread(uncaught: threading.ExceptHookArgs) -> None:
        logger.error("a thread ended", exc_info=uncaught.exc_value)

    def of_destructor(uncaught: "sys.UnraisableHookArgs") -> None:
        logger.error("an error that cannot be raised", exc_info=uncaught.exc_value)

    threading.excepthook, sys.unraisablehook = of_thread, of_destructor
    # What is logged where no handler is set goes to the console as well.
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(HarmlessFormatter())
        logging.lastResort.addFilter(HarmlessRecords())


def describe(error: BaseException) -> str:
    """Return the type of ``error``, with its message if that cannot contain personal data."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{name}: {redact(str(error), keep_paths=_code_folders())}" if isinstance(error, HARMLESS) else name


@cache
def _code_folders() -> tuple[str, ...]:
    """Return the folders whose paths may be logged: those of code and of our own data."""
    folders = [settings.BASE_DIR, sys.prefix, sys.base_prefix, getattr(settings, "VAR", ""), settings.LOG_FOLDER]
    return tuple(f"{str(folder).rstrip('/')}/" for folder in folders if len(str(folder)) > 1)
