"""Holding the whole journal against itself, against what it is told of, and against its signed heads."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy, gettext_noop

from privacy.erasure.errors import LedgerBroken
from privacy.erasure.ledger_file import ledger_files
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.erasure.replaying import RESTORED
from privacy.journal import operations as journal
from privacy.journal import rights
from privacy.journal.models import JournalEntry
from privacy.journal.operations import JournalFault, SignedEntry
from privacy.journal.scopes import EVERYTHING, Scope
from privacy.law.deadlines import local_date
from privacy.letters import operations as letters
from privacy.signed_heads import operations as heads
from privacy.signed_heads import turns
from privacy.signed_heads.head_storage import HeadStorage, head_storages
from privacy.signed_heads.models import JournalCheck, JournalHead, head_name
from privacy.signed_heads.operations import SignedHead

FAULT_LETTER = "privacy.journal_fault"
_SHOWN = 20
_HERE = gettext_lazy("here")
_TRIGGERS = {
    "missing": gettext_noop("trigger missing"),
    "not always on": gettext_noop("trigger not always on"),
    "changed": gettext_noop("trigger changed"),
}


@dataclass(frozen=True, kw_only=True)
class JournalReport:
    """What a verification found: each fault named, and how much was looked at."""

    entries: int
    heads: int
    faults: tuple[JournalFault, ...]
    count: int
    guard: str
    restores: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordedRestore:
    """A restore that the ledger tells of: when, and where each stream of the journal ended in what was restored."""

    at: str
    ends: dict[str, int]
    kept: tuple[SignedEntry, ...]


def verify(
    *, places: list[HeadStorage], now: datetime, most: int | None = None, scope: Scope = EVERYTHING
) -> JournalReport:
    """Verify triggers, chain, sources and heads; hold at most ``most`` of the faults in memory.

    ``scope`` is the part of the rows that is compared with the journal; the chain is always read whole.
    """
    journal.seal_sources(now=now)
    guard = rights.guard()
    own = list(heads.stored_heads())
    found = [*_guard_faults(guard), *heads.head_faults(own, _HERE), *_unkept(own)]
    pledges = {one: None for head in own for one in head.pledges}
    elsewhere = list[SignedHead]()
    for place in places:
        away, more = _look_into(place, local_date(now))
        found += more
        pledges |= {one: None for head in away for one in head.pledges}
        elsewhere += away
    faults, count = list[JournalFault](), 0
    restores, ledger_faults = _ledger([*own, *elsewhere])
    standing_pledges = [one for one in pledges if not _is_lost(one, restores)] + [
        one for restore in restores for one in restore.kept if not _is_lost(one, restores)
    ]
    faults_of_chain = journal.verify_chain(pledges=standing_pledges)
    for fault in chain(found, ledger_faults, faults_of_chain, journal.compare_sources(scope)):
        count += 1
        if most is None or count <= most:
            faults.append(fault)
    return JournalReport(
        entries=JournalEntry.objects.count(),
        heads=len(own) + len(elsewhere),
        faults=tuple(faults),
        count=count,
        guard=guard.figure,
        restores=tuple(restore.at for restore in restores),
    )


def check_nightly(*, now: datetime) -> JournalCheck:
    """Verify as every night: keep the figures, and write to staff at once where something is wrong.

    Compares what is new since the last night, and one of ``journal_compared_nights`` shares of all that is older.
    """
    turn = turns.next_turn()
    report = verify(places=head_storages(), now=now, most=_SHOWN, scope=turn.scope)
    with transaction.atomic():
        kept = JournalCheck.objects.create(
            checked_at=now,
            entries=report.entries,
            heads=report.heads,
            faults=report.count,
            found=_in_words(report.faults),
            guard=report.guard,
        )
        if report.count:
            letters.post(kind=FAULT_LETTER, object_id=kept.pk, now=now)
        facts: dict[str, journal.Fact] = {
            "check": kept.pk,
            "entries": report.entries,
            "heads": report.heads,
            "faults": report.count,
            **turn.facts,
        }
        journal.append(stream=heads.STREAM, event=turns.VERIFIED, facts=facts, now=now)
    return kept


def _in_words(faults: Iterable[JournalFault]) -> str:
    """Return a line for each fault, in the language that staff are written to in."""
    with translation.override(settings.LANGUAGE_CODE):
        return "\n".join(fault.line for fault in faults)


def _guard_faults(guard: rights.Guard) -> Iterator[JournalFault]:
    for wrong in guard.wrong:
        name, _colon, problem = wrong.partition(": ")
        yield JournalFault(stream=name, seq=0, text=_TRIGGERS[problem])


def _unkept(own: list[SignedHead]) -> Iterator[JournalFault]:
    """Yield each head that the journal says was signed and that this database no longer has, or has otherwise."""
    known = {head.name: head.sha256 for head in own}
    signed = JournalEntry.objects.filter(stream=heads.STREAM, event="journal.signed").order_by("seq")
    for facts in map(json.loads, signed.values_list("facts", flat=True)):
        name = head_name(facts["day"])
        if name not in known:
            text = gettext_noop("missing: the journal says that it was signed (%(where)s)")
            yield JournalFault(stream=name, seq=0, text=text, values={"where": _HERE})
        elif known[name] != facts["sha256"]:
            text = gettext_noop("replaced: not the one that was signed (%(where)s)")
            yield JournalFault(stream=name, seq=0, text=text, values={"where": _HERE})


def _look_into(place: HeadStorage, today: date) -> tuple[list[SignedHead], list[JournalFault]]:
    """Return the heads of a place, and what is wrong with them; of a configured place also what is gone from it."""
    try:
        found = list(heads.heads_in(place, today))
    except OSError as error:
        text, values = gettext_noop("cannot be read (%(error)s)"), {"error": type(error).__name__}
        return [], [JournalFault(stream=place.label, seq=0, text=text, values=values)]
    wrong = list(heads.head_faults(found, place.label))
    if place in head_storages():
        there = {head.name for head in found}
        placed = {head.file_name for head in JournalHead.objects.filter(placed_at__isnull=False)}
        wrong += [
            JournalFault(stream=name, seq=0, text=gettext_noop("missing from %(place)s"), values={"place": place.label})
            for name in sorted(placed - there)
        ]
    return found, wrong


def _is_lost(pledge: SignedEntry, restores: list[RecordedRestore]) -> bool:
    """Tell whether what was signed went with the database that a later restore replaced by an older one."""
    return any(
        pledge.signed_at < restore.at and pledge.seq > restore.ends.get(pledge.stream, 0) for restore in restores
    )


def _ledger(found: list[SignedHead]) -> tuple[list[RecordedRestore], list[JournalFault]]:
    """Read the ledger once: the restores that it tells of, and where it is not what the heads say."""
    signed = {tuple(head.document["ledger"]): head.document["day"] for head in found if head.document.get("ledger")}
    restores, faults, number = list[RecordedRestore](), list[JournalFault](), 0
    by_number = {number: (value, day) for (number, value), day in signed.items() if number}
    try:
        for line in ledger_files()[0].lines():
            number = line.number
            value, day = by_number.pop(number, (line.hash, ""))
            if value != line.hash:
                text = gettext_noop("written anew: not what was signed for %(day)s")
                faults.append(JournalFault(stream="ledger", seq=number, text=text, values={"day": day}))
            if line.kind == RESTORED:
                restores.append(_restore(line))
    except (LedgerBroken, OSError) as error:
        seq = error.number if isinstance(error, LedgerBroken) else 0
        text = gettext_noop("changed") if seq else gettext_noop("cannot be read")
        faults.append(JournalFault(stream="ledger", seq=seq, text=text))
        return restores, faults
    if beyond := [(at, day) for at, (_value, day) in sorted(by_number.items()) if at > number]:
        text = gettext_noop("cut off: %(count)s lines were signed for %(day)s")
        values = {"count": beyond[-1][0], "day": beyond[-1][1]}
        faults.append(JournalFault(stream="ledger", seq=number + 1, text=text, values=values))
    return restores, faults


def _restore(line: LedgerLine) -> RecordedRestore:
    at = line.at.astimezone(UTC).isoformat(timespec="seconds")
    kept = tuple(
        SignedEntry(stream=stream, seq=seq, hash=value, day=at[:10], signed_at=at)
        for stream, seq, value in line.facts["streams"]
    )
    return RecordedRestore(at=at, ends={one.stream: one.seq for one in kept}, kept=kept)
