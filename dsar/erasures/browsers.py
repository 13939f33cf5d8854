"""Erasing what only the person's own browser leads to."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dsar.erasures import operations as erasing
from dsar.people.personal_rows import Held
from privacy.erasure import operations as ledger
from privacy.inventory.declarations import Delete
from privacy.journal import operations as journal
from privacy.retention.rows_on_hold import exclude_on_hold


@transaction.atomic
def erase(*, found: Iterable[Held], now: datetime) -> int:
    """Delete the rows that a browser has proved to be its own, but not what is on legal hold; return how many.

    The ledger is told, so that a restore deletes them again (LAW X-13). Pressed twice, it stays once.
    """
    erasable = [one for one in found if isinstance(one.data.erasure, Delete)]
    plan: erasing.Plan = {}
    for one in erasing.leaf_to_root(erasable):
        rows = exclude_on_hold(one.rows, one.data, now).select_for_update()
        if ids := [str(pk) for pk in rows.values_list("pk", flat=True)]:
            plan[one.label] = ids
    if not plan:
        return 0
    gone = erasing.delete_planned(plan)
    keys: list[journal.Fact] = [f"{label}:{pk}" for label, ids in plan.items() for pk in ids]
    ledger.note(kind=erasing.ERASED, facts={"rows": keys}, now=now)
    models: list[journal.Fact] = [f"{label}:{rows}" for label, rows in sorted(gone.items())]
    facts: dict[str, journal.Fact | list[journal.Fact]] = {"rows": sum(gone.values()), "models": models}
    journal.append(stream="dsar", event="dsar.browser_erased", facts=facts, now=now)
    return sum(gone.values())
