"""What a restore loses: read from the database that is about to go, and taken over where that is possible."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, transaction

from privacy.erasure import losses
from privacy.erasure.restores import LOST, STREAM
from privacy.journal import operations as journal
from privacy.letters import operations as letters

logger = logging.getLogger(__name__)

REPORT_LETTER = "proviso_site.restore_report"
_MARGIN = timedelta(minutes=1)  # the clock of a web server and the clock of the backup may differ
_MOST_REFERENCES = 200


@dataclass(frozen=True, kw_only=True)
class Loss:
    """Rows of one kind that were newer than the backup, how many of them were taken over, and their references."""

    name: str
    count: int
    taken: int
    references: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LossReport:
    """What was newer than the backup, and which kinds of rows could not be read."""

    losses: tuple[Loss, ...]
    unreadable: tuple[str, ...]

    @property
    def lines(self) -> Iterator[str]:
        """The report for the screen of whoever restores."""
        if self.unreadable:
            yield (
                f"NOT READABLE in the database that was replaced: {', '.join(self.unreadable)}. "
                "Nobody knows what of it was newer than the backup."
            )
        for loss in self.losses:
            named = f": {', '.join(loss.references)}" if loss.references else ""
            yield f"Newer than the backup: {loss.count} {loss.name}, {loss.taken} taken over{named}."
        if not self.losses and not self.unreadable:
            yield "Nothing was newer than the backup."


def all_names() -> list[str]:
    """Return the slugs of all kinds."""
    return list(losses.kinds)


def collect(since: datetime) -> tuple[dict[str, Sequence[Any]], tuple[str, ...]]:
    """Return the rows of each kind that are newer than a backup, and the kinds that this database cannot tell."""
    rows, unreadable = dict[str, Sequence[Any]](), list[str]()
    for name, (_order, kind) in losses.kinds.items():
        try:
            rows[name] = list(kind.collect(since - _MARGIN))
        except DatabaseError as error:
            logger.warning("%s of the replaced database could not be read: %s", name, type(error).__name__)
            unreadable.append(name)
    return rows, tuple(unreadable)


def carry(
    rows_by_kind: Mapping[str, Sequence[Any]],
    unreadable: Sequence[str],
    *,
    backup_at: datetime,
    is_without_ledger: bool = False,
    now: datetime,
) -> LossReport:
    """Take over what can be, in the database that is connected now, and write the report into its journal."""
    report_lines = []
    if is_without_ledger:
        for name in unreadable:
            if doubt := losses.kinds[name][1].doubt:
                doubt()
    for name, (_order, kind) in losses.kinds.items():
        if kind.carry is None or not rows_by_kind.get(name):
            continue
        with transaction.atomic():
            carried = kind.carry(rows_by_kind[name], now)
        rows = [*carried.taken, *carried.failed]
        named = [reference for reference in map(kind.reference, rows) if reference]
        if rows:
            report_lines.append(Loss(name=name, count=len(rows), taken=len(carried.taken), references=tuple(named)))
    report = LossReport(losses=tuple(report_lines), unreadable=tuple(unreadable))
    _tell(report, backup_at, now)
    return report


def _tell(report: LossReport, backup_at: datetime, now: datetime) -> None:
    """Write the report into the journal and post a letter to staff."""
    facts: dict[str, Any] = {"backup": backup_at.isoformat(timespec="seconds"), "unreadable": list(report.unreadable)}
    for loss in report.losses:
        facts |= {loss.name: loss.count, f"{loss.name}.taken": loss.taken}
        if loss.references:
            facts[f"{loss.name}.named"] = list(loss.references[:_MOST_REFERENCES])
    with transaction.atomic():
        letters.post(kind=REPORT_LETTER, object_id=uuid4(), now=now)
        journal.append(stream=STREAM, event=LOST, facts=facts, now=now)
