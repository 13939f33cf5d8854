"""Holding the whole journal against itself, against what it is told of, and against its signed heads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db import transaction

from privacy.deadlines import local_date
from privacy.models import JournalCheck, JournalEntry, JournalHead
from privacy.operations import heads, journal, letters, rights
from privacy.operations.heads import Head
from privacy.operations.journal import Fault
from privacy.places import Place, head_places

FAULT_LETTER = "privacy.journal_fault"
_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a verification found: each fault named, and how much was looked at."""

    entries: int
    heads: int
    faults: tuple[Fault, ...]
    count: int
    guard: str


def verify(*, places: list[Place], now: datetime, most: int | None = None) -> Report:
    """Verify triggers, chain, sources and heads; hold at most ``most`` of the faults in memory."""
    journal.bring_up_to_date()
    guard = rights.guard()
    own = list(heads.kept_here())
    found = [*_guard_faults(guard), *heads.faults(own, "here")]
    pledges = {one: None for head in own for one in head.pledges}
    seen = len(own)
    for place in places:
        away, more = _look_into(place, local_date(now))
        found += more
        pledges |= {one: None for head in away for one in head.pledges}
        seen += len(away)
    faults, count = list[Fault](), 0
    for fault in chain(found, journal.verify(pledges=pledges), journal.compare()):
        count += 1
        if most is None or count <= most:
            faults.append(fault)
    return Report(
        entries=JournalEntry.objects.count(), heads=seen, faults=tuple(faults), count=count, guard=guard.figure
    )


def check(*, now: datetime) -> JournalCheck:
    """Verify as every night: keep the figures, and write to staff at once where something is wrong."""
    report = verify(places=head_places(), now=now, most=_SHOWN)
    with transaction.atomic():
        kept = JournalCheck.objects.create(
            checked_at=now,
            entries=report.entries,
            heads=report.heads,
            faults=report.count,
            found="\n".join(in_words(fault) for fault in report.faults),
            guard=report.guard,
        )
        if report.count:
            letters.post(kind=FAULT_LETTER, object_id=kept.pk, now=now)
        facts: journal.Facts = {
            "check": kept.pk,
            "entries": report.entries,
            "heads": report.heads,
            "faults": report.count,
        }
        journal.append(stream=heads.STREAM, event="journal.verified", facts=facts, now=now)
    return kept


def in_words(fault: Fault) -> str:
    """Name a fault in one line."""
    return f"{fault.stream} {fault.seq}: {fault.problem}" if fault.seq else f"{fault.stream}: {fault.problem}"


def _guard_faults(guard: rights.Guard) -> Iterator[Fault]:
    for wrong in guard.wrong:
        name, _colon, problem = wrong.partition(": ")
        yield Fault(stream=name, seq=0, problem=f"trigger {problem}")


def _look_into(place: Place, today: date) -> tuple[list[Head], list[Fault]]:
    """Return the heads of a place, and what is wrong with them; of a configured place also what is gone from it."""
    try:
        found = list(heads.kept_in(place, today))
    except OSError as error:
        return [], [Fault(stream=place.label, seq=0, problem=f"cannot be read ({type(error).__name__})")]
    wrong = list(heads.faults(found, place.label))
    if place in head_places():
        there = {head.name for head in found}
        placed = {head.file_name for head in JournalHead.objects.filter(placed_at__isnull=False)}
        wrong += [Fault(stream=name, seq=0, problem=f"missing from {place.label}") for name in sorted(placed - there)]
    return found, wrong
