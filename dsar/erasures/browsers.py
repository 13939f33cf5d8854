"""Erase the rows that only the person's own browser leads to."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dsar.erasures import operations as erasures
from dsar.erasures.queries import Plan, leaf_to_root
from dsar.people.personal_rows import PersonalRows
from privacy.erasure import operations as erasure
from privacy.inventory.declarations import Delete
from privacy.journal import operations as journal
from privacy.retention.rows_on_hold import exclude_on_hold


@transaction.atomic
def erase(*, groups: Iterable[PersonalRows], now: datetime) -> int:
    """Delete the rows that a browser has proved to be its own, except those on legal hold; return how many."""
    erasable = [group for group in groups if isinstance(group.data.erasure, Delete)]
    plan: Plan = {}
    for group in leaf_to_root(erasable):
        # Locked, so that a second click finds no row and adds no second line to the ledger.
        rows = exclude_on_hold(group.rows, group.data, now).select_for_update()
        if ids := [str(pk) for pk in rows.values_list("pk", flat=True)]:
            plan[group.label] = ids
    if not plan:
        return 0
    numbers = erasures.delete_planned(plan)
    keys: list[journal.Fact] = [f"{label}:{pk}" for label, ids in plan.items() for pk in ids]
    # A restore deletes the rows again by this line (LAW X-13).
    erasure.note(kind=erasures.ERASED, facts={"rows": keys}, now=now)
    models: list[journal.Fact] = [f"{label}:{rows}" for label, rows in sorted(numbers.items())]
    facts: dict[str, journal.Fact | list[journal.Fact]] = {"rows": sum(numbers.values()), "models": models}
    journal.append(stream="dsar", event="dsar.browser_erased", facts=facts, now=now)
    return sum(numbers.values())
