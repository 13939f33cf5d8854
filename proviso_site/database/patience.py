"""A connection that gives up on a server that neither answers nor hangs up, as one on a frozen machine."""

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from django.db import connection

from proviso_site.database.outage import outage

T = TypeVar("T")
_SILENCE = 3.0  # seconds without a byte, after which the database is asked aside whether it answers at all


class PatientConnection(psycopg.Connection[Any]):
    """A connection that waits for a slow statement, and for none while the database is known to be down."""

    def wait(self, gen: Generator[Any, Any, T], *args: Any, **kwargs: Any) -> T:
        """Run the statement behind ``gen``; raises ``OperationalError`` if the database turns out to be down."""
        return super().wait(_giving_up(gen), *args, **kwargs)


def _giving_up(gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
    asks_at = silent_until = time.monotonic() + _SILENCE
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            wanted, now = gen.send(ready), time.monotonic()
            if ready:
                asks_at = silent_until = now + _SILENCE
            elif now > silent_until and outage.is_on():
                raise psycopg.OperationalError("The database does not answer.")
            elif now > asks_at:
                asks_at = now + _SILENCE
                connection.suspect_outage()  # type: ignore[attr-defined]
    except StopIteration as end:
        result: T = end.value
        return result
