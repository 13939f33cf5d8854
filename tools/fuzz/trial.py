"""Sending generated requests, and what must hold of every answer."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes, urlsplit

from django.db import connection

from proviso_site.pages.headers import security_headers
from proviso_site.serving.application import Wsgi, call_wsgi
from proviso_site.serving.environ import add_body, make_environ
from tools.fuzz.generator import GeneratedRequest, RequestGenerator

# What visitors write. Counts of visits and of blocked storage are written for any request.
TABLES = ("consent_consentrecord", "consent_choicecount", "newsletter_subscription", "contact_message", "dsar_case",
          "dsar_contact", "dsar_caseevent", "dsar_job")  # fmt: skip
_UNFIT = re.compile(rb"[^\x20-\x7e\t]")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A request whose answer is not as it must be."""

    number: int
    reason: str
    request: GeneratedRequest


@dataclass
class Trial:
    """Requests to a WSGI application in this process."""

    application: Wsgi
    generator: RequestGenerator
    statuses: Counter[int] = field(default_factory=Counter)
    writes: int = 0

    def run(self, count: int, say: Callable[[int], None] = lambda _number: None) -> Iterator[Failure]:
        """Send ``count`` requests; yield a failure for each thing that does not hold."""
        before = count_rows()
        for number in range(count):
            request = self.generator.make()
            status, headers, _content = call_wsgi(self.application, self._environ(request, number))
            self.statuses[status] += 1
            after = count_rows() if request.method not in ("GET", "HEAD") else before
            for reason in self._problems(request, status, headers, is_written=after != before):
                yield Failure(number=number, reason=reason, request=request)
            self.writes += after != before
            before = after
            say(number)

    def _problems(
        self, request: GeneratedRequest, status: int, headers: list[tuple[bytes, bytes]], *, is_written: bool
    ) -> Iterator[str]:
        # A probe says so while there is no worker.
        if status >= 500 and not (status == 503 and request.target.startswith(b"/readyz")):
            yield f"status {status}"
        if is_written and status >= 400:
            yield f"status {status}, but something was written"
        names = {name for name, _value in headers}
        for name in security_headers(is_https=self.generator.scheme == "https"):
            if name.lower().encode() not in names:
                yield f"status {status} without {name}"
        for header, value in headers:
            if _UNFIT.search(value):
                yield f"the header {header.decode()} holds {value!r}"
            if header == b"location" and not self._is_own(value.decode("latin-1")):
                yield f"the answer leads to {value!r}"

    def _is_own(self, location: str) -> bool:
        host = urlsplit(location).netloc
        return host in ("", self.generator.host) and not location.startswith(("//", "/\\"))

    def _environ(self, request: GeneratedRequest, number: int) -> dict[str, object]:
        path, _, query = request.target.partition(b"?")
        environ = make_environ(
            {
                "method": request.method,
                "path": unquote_to_bytes(path).decode(errors="replace"),
                "query_string": query,
                "server": (self.generator.host, 443),
                # From many networks: one would soon be refused for its number of posts.
                "client": (f"10.{number // 256 % 256}.{number % 256}.1", 1),
                "http_version": "1.1",
                "scheme": self.generator.scheme,
                "headers": request.headers,
            }
        )
        length = environ.get("CONTENT_LENGTH")
        add_body(environ, request.body)
        if length is not None:
            environ["CONTENT_LENGTH"] = length
        return environ


def count_rows() -> tuple[int, ...]:
    """Return the number of rows of each of ``TABLES``, and the answers counted."""
    selects = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {selects}, (SELECT coalesce(sum(count), 0) FROM consent_choicecount)")  # noqa: S608
        return tuple(cursor.fetchone() or ())
