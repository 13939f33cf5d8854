"""How the times of what runs by itself, and of what staff open, grow with the site; and the bytes of bookkeeping."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, override_settings

from privacy.conf import privacy_settings
from privacy.inventory import declarations
from privacy.journal import operations as journal
from privacy.register.promises.enums import VerdictKind
from privacy.verdicts import judging
from privacy.verdicts import operations as verdicts
from proviso_site import run
from proviso_site.celery import SCHEDULE, app
from tools.bench.bench_servers import HOST, BenchError
from tools.bench.growth_rows import Rows
from tools.bench.spread import Spread

STEPS = (1_000, 10_000, 100_000)  # subscribers; ten times as many entries of the journal
SLOWEST_PAGE = 1.0  # seconds
STEEPEST = 1.15  # exponent: 1 is linear
NOTICEABLE = 0.1  # seconds: what takes less may grow as it likes
ENOUGH = 0.5  # seconds: what takes less is measured thrice
PAGES = {
    "first page of the administration": "/admin/",
    "queue of requests": "/admin/dsar/case/",
    "journal": "/admin/privacy/journalentry/",
    "subscriptions": "/admin/newsletter/subscription/",
    "consents": "/admin/consent/consentrecord/",
    "messages": "/admin/contact/message/",
    "deliveries": "/admin/newsletter/delivery/",
    "letters": "/admin/privacy/letter/",
    "receipts of deletion": "/admin/privacy/retentionrun/",
}
# These start other programs or ask other servers.
_NOT_TIMED = {
    "consent.audit_when_due",
    "privacy.read_lists",
    "proviso_site.back_up_when_due",
    "proviso_site.clear_interrupted_backups",
    "proviso_site.drill_when_due",
}
_BYTES = """
SELECT pg_table_size(%(table)s::regclass), pg_indexes_size(%(table)s::regclass)
"""


@dataclass
class Growth:
    """The seconds that one thing took at each step."""

    label: str
    is_page: bool = False
    seconds: list[float] = field(default_factory=list)

    def exponents(self) -> list[float]:
        """Return by which power of its size the site's growth lengthened it, from step to step."""
        points = pairwise(zip(STEPS, self.seconds, strict=False))
        return [math.log(later / before) / math.log(more / fewer) for (fewer, before), (more, later) in points]

    @property
    def is_met(self) -> bool:
        if self.is_page and self.seconds[-1] > SLOWEST_PAGE:
            return False
        exponents = self.exponents()
        return not exponents or exponents[-1] <= STEEPEST or self.seconds[-1] <= NOTICEABLE

    def cells(self) -> list[str]:
        """Return a row of the table."""
        times = [f"{seconds:.3f}" for seconds in self.seconds]
        steps = [f"{exponent:+.2f}" for exponent in self.exponents()]
        return [self.label, *times, *steps, "met" if self.is_met else "MISSED"]


def report(*, largest: int, clock: Callable[[], datetime]) -> tuple[str, bool]:
    """Grow the site step by step and measure; return the tables, and whether every goal is met."""
    rows, figures = Rows(clock()), dict[str, Growth]()
    steps = [people for people in STEPS if people <= largest]
    with override_settings(STAFF_SECOND_FACTOR_REQUIRED=False):
        staff = _staff()
        for people in steps:
            run.say(f"Growing to {people} subscribers")
            began = time.perf_counter()
            entries = rows.grow(people)
            run.say(f"{entries} entries of the journal, {time.perf_counter() - began:.0f} s; measuring")
            if people == steps[0]:
                _must_be_honest(clock())  # what is wrong with few rows is told soon
            for label, is_page, act in _measured(staff, clock):
                growth = figures.setdefault(label, Growth(label, is_page))
                growth.seconds.append(_seconds(act))
    table = Spread(
        ["seconds at so many subscribers", *(f"{people:,}".replace(",", " ") for people in steps),
         *(f"×10 → {people:,}".replace(",", " ") for people in steps[1:]), ""],
        [growth.cells() for growth in figures.values()],
    )  # fmt: skip
    space, ratio = space_overhead()
    words = f"Ten entries of the journal for each subscriber. ×10: the exponent of the growth, 1.00 is linear.\n{space}"
    return f"{table}\n{words}\nspace overhead: {ratio:.1f} bytes for each byte of personal data", all(
        growth.is_met for growth in figures.values()
    )


def _staff() -> Client:
    user = User.objects.create_superuser("bench@example.com", "bench@example.com")
    client = Client(headers={"host": HOST, "x-forwarded-proto": "https"})
    client.force_login(user)
    return client


def _measured(staff: Client, clock: Callable[[], datetime]) -> Iterator[tuple[str, bool, Callable[[], object]]]:
    """Yield what is timed: its name, whether it is a page, and how it is done."""

    def open_page(path: str) -> None:
        if (status := staff.get(path).status_code) != 200:
            raise BenchError(f"{path} answered {status}.")

    yield "check_promises", False, lambda: verdicts.check(now=clock())
    for name, path in PAGES.items():
        yield f"page: {name}", True, lambda path=path: open_page(path)  # type: ignore[misc]
    app.loader.import_default_modules()
    for name in sorted(set(SCHEDULE) - _NOT_TIMED - {"privacy.check_promises"}):
        yield f"tick: {name}", False, app.tasks[name].run


def _seconds(act: Callable[[], object]) -> float:
    """Return how long it takes: the shortest of three times, or of two if it is slow.

    The first time also does what has come up since the last step, such as letters that wait.
    """
    shortest = math.inf
    for number in range(3):
        began = time.perf_counter()
        act()
        shortest = min(shortest, time.perf_counter() - began)
        if number and shortest > ENOUGH:
            break
    return shortest


def _must_be_honest(now: datetime) -> None:
    """Raise ``BenchError`` unless the rows are such as the site makes: nothing is broken, and the journal holds."""
    register = verdicts.in_force.current()
    if register is None:
        raise BenchError("No register is in force.")
    results = judging.judge(register=register.register, now=now)
    if broken := [f"{one.promise}: {one.verdict.reason}" for one in results if one.verdict.kind == VerdictKind.BROKEN]:
        raise BenchError(f"The rows break promises: {'; '.join(broken)}")
    if fault := next(journal.verify_chain(), None) or next(journal.compare_sources(), None):
        raise BenchError(f"The journal does not verify: {fault}")


def space_overhead() -> tuple[str, float]:
    """Return the bytes by what they are for, and the bytes of bookkeeping for each byte of personal data.

    Personal data are the values of the declared columns. The rest of their rows, their indexes, the journal and its
    indexes, the ledger, and the receipts, verdicts, letters and deliveries are bookkeeping.
    """
    personal = sum(map(_bytes_of_values, declarations.all_personal()))
    tables = {model._meta.db_table: sum(_sizes(model._meta.db_table)) for model in apps.get_models()}
    journal_rows, journal_indexes = _sizes("privacy_journalentry")
    kept = {data.model._meta.db_table for data in declarations.all_personal()}
    parts = {
        "values of personal data": personal,
        "the rest of their rows, with ids, times and states": sum(_sizes(table)[0] for table in kept) - personal,
        "indexes of their tables": sum(_sizes(table)[1] for table in kept),
        "journal": journal_rows,
        "indexes of the journal": journal_indexes,
        "all other tables": sum(tables[table] for table in tables if table not in {*kept, "privacy_journalentry"}),
    }
    lines = [[name, f"{size / 1e6:.1f} MB", f"{size / personal:.2f}"] for name, size in parts.items()]
    total = sum(parts.values())
    file = Path(privacy_settings().erasure_ledger)
    ledger = file.stat().st_size if file.exists() else 0
    lines.append(["ledger of erasures, a file", f"{ledger / 1e6:.1f} MB", f"{ledger / personal:.2f}"])
    return str(Spread(["bytes", "", "each byte"], lines)), (total + ledger - personal) / personal


def _sizes(table: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_BYTES, {"table": table})
        rows, indexes = cursor.fetchone()
        return int(rows), int(indexes)


def _bytes_of_values(data: declarations.PersonalData) -> int:
    """Return the bytes of the declared columns of a table."""
    columns = [str(field.column) for field in data.model._meta.concrete_fields if field.name in data.fields]
    if not columns:
        return 0
    sizes = " + ".join(f"coalesce(pg_column_size({connection.ops.quote_name(column)}), 0)" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum({sizes}), 0) FROM {data.model._meta.db_table}")  # noqa: S608
        return int(cursor.fetchone()[0])
