"""Sending generated requests, and what must hold of every answer."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from django.db import connection

from proviso_site.pages.headers import security_headers
from tools.fuzz.generator import GeneratedRequest
from tools.fuzz.sending import Answer, Send

# What visitors write. Counts of visits and of blocked storage are written for any request.
TABLES = ("consent_consentrecord", "newsletter_pendingsignup", "newsletter_subscription", "contact_message",
          "dsar_case", "dsar_contact", "dsar_caseevent", "dsar_job")  # fmt: skip
# The number of rows of each, and the refusals that were counted.
_REFUSALS = "(SELECT coalesce(sum(count), 0) FROM consent_choicecount WHERE granted = '')"
ROWS = "SELECT " + ", ".join([*(f"(SELECT count(*) FROM {table})" for table in TABLES), _REFUSALS])  # noqa: S608
Rows = tuple[int, ...]
_UNFIT = re.compile(rb"[^\x20-\x7e\t]")


class Generator(Protocol):
    """Makes one request after another."""

    def make(self) -> GeneratedRequest:
        """Return the next request."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A request whose answer is not as it must be."""

    number: int
    reason: str
    request: GeneratedRequest


@dataclass
class Trial:
    """Requests to a site at ``host``; ``scheme`` is what its own addresses begin with.

    ``has_server``: a web server is in front, which refuses by itself what is no HTTP.
    """

    send: Send
    generator: Generator
    host: str
    scheme: str
    has_server: bool = False
    count_rows: Callable[[], Rows] = field(default_factory=lambda: count_rows)
    statuses: Counter[int] = field(default_factory=Counter)
    writes: int = 0

    def run(self, count: int, say: Callable[[int], None] = lambda _number: None) -> Iterator[Failure]:
        """Send ``count`` requests; yield a failure for each thing that does not hold."""
        before = self.count_rows()
        for number in range(count):
            request = self.generator.make()
            answer = self.send(request, number)
            self.statuses[answer.status] += 1
            after = self.count_rows() if request.method not in ("GET", "HEAD") else before
            for reason in self._problems(request, answer, is_written=after != before):
                yield Failure(number=number, reason=reason, request=request)
            self.writes += after != before
            before = after
            say(number)

    def _problems(self, request: GeneratedRequest, answer: Answer, *, is_written: bool) -> Iterator[str]:
        status = answer.status
        # A probe says so while there is no worker.
        if status >= 500 and not (status == 503 and request.target.startswith(b"/readyz")):
            yield f"status {status}"
        if is_written and (status >= 400 or not status):
            yield f"status {status}, but something was written"
        if not status and request.is_whole:
            yield "no answer"
        if status and not (self.has_server and _is_of_the_server(answer)):
            yield from self._problems_with_headers(answer)

    def _problems_with_headers(self, answer: Answer) -> Iterator[str]:
        names = {name for name, _value in answer.headers}
        for name in security_headers(is_https=self.scheme == "https"):
            if name.lower().encode() not in names:
                yield f"status {answer.status} without {name}"
        for header, value in answer.headers:
            if _UNFIT.search(value):
                yield f"the header {header.decode()} holds {value!r}"
            if header == b"location" and not self._is_own(value.decode("latin-1")):
                yield f"the answer leads to {value!r}"

    def _is_own(self, location: str) -> bool:
        netloc = urlsplit(location).netloc
        return netloc in ("", self.host) and not location.startswith(("//", "/\\"))


def _is_of_the_server(answer: Answer) -> bool:
    """Tell whether the web server refused what is no HTTP: an error without a word, which no header could protect."""
    return 400 <= answer.status < 500 and not answer.content and b"content-type" not in dict(answer.headers)


def count_rows() -> Rows:
    """Count the rows of this process's database."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return tuple(cursor.fetchone() or ())
