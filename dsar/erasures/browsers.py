"""Erase the rows that only the person's own browser leads to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from dsar.erasures import operations as erasures
from dsar.people.personal_rows import PersonalRows
from privacy.inventory.declarations import Delete
from privacy.journal import operations as journal
from privacy.retention.removal.queries import Removal
from privacy.retention.rows_on_hold import exclude_on_hold, keys_on_hold


@transaction.atomic
def erase(*, groups: Iterable[PersonalRows], now: datetime) -> int:
    """Delete the rows that a browser has proved to be its own, except those on legal hold; return how many."""
    seeds: dict[type[Model], list[Any]] = {}
    for group in groups:
        if isinstance(group.data.erasure, Delete):
            # Locked, so that a second click finds no row and adds no second line to the ledger.
            rows = exclude_on_hold(group.rows, group.data, now).select_for_update()
            seeds[group.data.model] = list(rows.values_list("pk", flat=True))
    if not any(seeds.values()):
        return 0
    removal = Removal(seeds=seeds, held=lambda data, keys: keys_on_hold(data, keys, now)).plan()
    # A restore deletes the rows again by its line in the ledger (LAW X-13).
    numbers = erasures.carry_out_removal(removal=removal, facts={}, now=now)
    models: list[journal.Fact] = [f"{label}:{rows}" for label, rows in sorted(numbers.items())]
    facts: dict[str, journal.Fact | list[journal.Fact]] = {"rows": sum(numbers.values()), "models": models}
    journal.append(stream="dsar", event="dsar.browser_erased", facts=facts, now=now)
    return sum(numbers.values())
