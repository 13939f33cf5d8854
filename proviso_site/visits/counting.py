"""Count visits in memory during a request, and in the database a few seconds later.

A request costs an addition under a lock and no query. Each process writes its counts every few seconds and at its end;
a killed process loses the last seconds. Pages that a cache answers are not counted.
"""

import logging
import threading
from collections import Counter
from datetime import datetime
from multiprocessing.util import Finalize

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from consent.gate.browser import says_no
from privacy.law.deadlines import local_date
from privacy.statistics import visits
from privacy.statistics.visits import Cell
from privacy.web.administration import is_administration
from proviso_site.pages.public_pages import NAMES, OTHER
from proviso_site.visits.devices import device_class, is_robot

logger = logging.getLogger(__name__)

_NOT_PAGES = frozenset({"healthz", "readyz", "metrics"})
_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
MOST_CELLS = 10_000  # kept by a process while the database is down


def is_visit(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a person who did not refuse to be counted was sent a page."""
    return (
        request.method == "GET"
        and response.status_code in {200, 404}
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not _is_for_staff(request)
        and "prefetch" not in request.META.get("HTTP_SEC_PURPOSE", request.META.get("HTTP_PURPOSE", ""))
        and not says_no(request)
        and not is_robot(request)
    )


def _is_for_staff(request: HttpRequest) -> bool:
    match = request.resolver_match
    if settings.SESSION_COOKIE_NAME in request.COOKIES or is_administration(request):
        return True
    return match is not None and (match.url_name or "") in _NOT_PAGES


def cell(request: HttpRequest, now: datetime) -> Cell:
    """Return the cell in which a visit is counted."""
    match = request.resolver_match
    page = match.view_name if match is not None and match.view_name in NAMES else OTHER
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return Cell(
        day=local_date(now),
        page=page,
        language=language if language in _LANGUAGES else settings.LANGUAGE_CODE,
        device=device_class(request).value,
    )


class Tally:
    """The counts of a process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Counter[Cell] = Counter()
        self._writer: threading.Thread | None = None
        self._is_over = threading.Event()

    def count(self, seen: Cell) -> None:
        """Count a visit; the first visit of a process starts its writer."""
        with self._lock:
            self._waiting[seen] += 1
            if self._writer is None and settings.VISITS_WRITTEN_EVERY:
                # Not started at import: the web server forks after the import.
                self._writer = threading.Thread(target=self._write_now_and_then, name="visits", daemon=True)
                self._writer.start()
                # Also runs at the end of forked workers, for which atexit does not run.
                Finalize(None, self.end, exitpriority=10)

    def write(self) -> None:
        """Write the counts to the database; if it is down, keep them for the next time."""
        with self._lock:
            gathered, self._waiting = self._waiting, Counter()
        try:
            visits.add(counted=gathered)
        except DatabaseError as error:
            logger.warning("visits wait for the database (%s)", type(error).__name__)
            with self._lock:
                if len(self._waiting) + len(gathered) <= MOST_CELLS:
                    self._waiting.update(gathered)

    def end(self) -> None:
        """Stop the writer and write the last counts, at the end of the process."""
        self._is_over.set()
        self.write()

    def _write_now_and_then(self) -> None:
        while not self._is_over.wait(settings.VISITS_WRITTEN_EVERY):
            try:
                self.write()
            finally:
                connection.close()  # back to the pool


tally = Tally()
