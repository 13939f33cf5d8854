"""What a fixture writes, written by it once in a process and copied for each further test.

To judge, freeze and render anew what is the same as before takes longer than most tests. Copies have the keys of the
rows that they are of; new rows get higher ones, since the sequences went on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.tables import add_rows, always_on, contents, delete_rows, rows_of

_MOST = 4  # copies of what one function wrote, each on other rows
_HAS_WRITTEN = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"
_UNTOUCHED = frozenset({("", "")})  # nothing was written since the migrations


@dataclass(frozen=True)
class _Copy:
    """The rows of the tables that a function wrote to, which of these had rows before, and the ledger of erasures."""

    rows: Mapping[str, bytes]
    were_filled: frozenset[str]
    ledger: bytes


_copies: dict[str, dict[frozenset[tuple[str, str]], _Copy]] = {}


def copied(name: str, write: Callable[[], object]) -> None:
    """Call ``write``, or copy what it wrote when it was called on the same rows; ``name`` tells functions apart."""
    if not connection.in_atomic_block:
        write()  # a commit may write to files too
        return
    if _ledger().exists():
        write()  # its lines follow from those before
        return
    known = _copies.setdefault(name, {})
    is_untouched = not _has_written()
    if is_untouched and _UNTOUCHED in known:  # reading all tables takes longer than some tests
        _write(known[_UNTOUCHED])
        return
    before = contents()
    start = frozenset(before.items())
    if start in known:
        _write(known[start])
        return
    write()
    after = contents()
    changed = {table for table in after if after[table] != before.get(table)}
    guarded = {table for table, _trigger in always_on()}
    if before.keys() <= after.keys() and not changed & guarded & before.keys() and len(known) < _MOST:
        ledger = _ledger().read_bytes() if _ledger().exists() else b""
        rows = {table: rows_of(table) for table in changed}
        known[start] = _Copy(rows, frozenset(changed & before.keys()), ledger)
        if is_untouched:
            known[_UNTOUCHED] = known[start]


def _has_written() -> bool:
    """Return whether the transaction may have written anything; every test starts with one that has not."""
    with connection.cursor() as cursor:
        cursor.execute(_HAS_WRITTEN)
        return bool(cursor.fetchone()[0])


def _ledger() -> Path:
    return Path(settings.PRIVACY["ERASURE_LEDGER"])


def _write(copy: _Copy) -> None:
    if copy.ledger:
        _ledger().write_bytes(copy.ledger)
    for table, rows in copy.rows.items():
        if table in copy.were_filled:
            delete_rows(table)
        add_rows(table, rows)
