"""Erasing what only the person's own browser leads to."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dsar.queries.held import Held
from privacy.declarations import Delete
from privacy.operations import journal


@transaction.atomic
def erase(*, found: Iterable[Held], now: datetime) -> int:
    """Delete the rows that a browser has proved to be its own; return how many. Pressed twice, it stays once."""
    gone: dict[str, int] = {}
    for one in found:
        if isinstance(one.data.erasure, Delete) and (count := one.rows.count()):
            one.rows.delete()
            gone[one.label] = count
    if gone:
        models: list[journal.Fact] = [f"{label}:{rows}" for label, rows in sorted(gone.items())]
        facts: dict[str, journal.Fact | list[journal.Fact]] = {"rows": sum(gone.values()), "models": models}
        journal.append(stream="dsar", event="dsar.browser_erased", facts=facts, now=now)
    return sum(gone.values())
