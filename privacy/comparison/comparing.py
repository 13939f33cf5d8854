"""Comparing the rows that a stream of the journal is about with its entries, in both directions.

One statement for each stream reads the rows and their entries once; all checks are joins of the two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from privacy.erasure.restores import restore_windows
from privacy.journal.operations import JournalFault
from privacy.journal.scopes import Scope

# The fact with the salted hash of an address.
WHO = "who_sha256"
# ``subject``: the ids that the scope takes in. ``said``: their entries. ``newest``: the last entry of each that knows
# whose it is. ``erased``: the rows that an erasure deleted. ``ended``: those that the ledger of erasures knows to have
# ended. ``checked``: what the checks found.
_COMPARE = """
WITH subject AS MATERIALIZED (
  SELECT {key} AS id FROM {table} WHERE {key} BETWEEN %(lower)s AND %(upper)s
  UNION SELECT {about} FROM privacy_journalentry entry
    WHERE entry.stream = '{stream}' AND {about} BETWEEN %(lower)s AND %(upper)s
  UNION SELECT {about} FROM privacy_journalentry entry
    WHERE entry.id > %(after)s AND entry.stream = '{stream}' AND {about} IS NOT NULL
), said AS MATERIALIZED (
  SELECT subject.id AS about, entry.seq, entry.at, entry.event, entry.facts::jsonb AS facts
  FROM subject JOIN privacy_journalentry entry ON entry.stream = '{stream}' AND {about} = subject.id
), newest AS MATERIALIZED (
  SELECT DISTINCT ON (about) about, seq, at, facts FROM said WHERE facts ->> '{person}' IS NOT NULL
  ORDER BY about, seq DESC
), erased AS MATERIALIZED (
  SELECT DISTINCT split_part(name, ':', 2)::uuid AS about FROM privacy_ledgerentry line,
    jsonb_array_elements_text(line.facts::jsonb -> 'rows') name
  WHERE line.facts::jsonb -> 'rows' IS NOT NULL AND split_part(name, ':', 1) IN ({labels})
), ended AS MATERIALIZED (
  SELECT (line.facts::jsonb ->> '{fact}')::uuid AS about, max(line.at) AS at FROM privacy_ledgerentry line
  WHERE line.facts::jsonb ->> '{fact}' IS NOT NULL GROUP BY 1
)
SELECT number, about, seq, at FROM ({checks}) checked (number, about, seq, at) ORDER BY number, seq, about
"""


@dataclass(frozen=True, kw_only=True)
class Check:
    """A difference between rows and entries: how it is said of a row, and a SELECT of it.

    The SELECT reads ``subject``, ``said``, ``newest``, ``erased`` and ``ended``, and returns the id of the row, the
    number of the entry that knows better (0 if there is none) and the time at which the row says that it happened, or
    NULL. What happened in the window of a restore was journalled in the database that it replaced, and is no
    difference.
    """

    problem: str
    select: str


@dataclass(frozen=True, kw_only=True)
class Stream:
    """A stream whose entries name the rows of ``table`` in the fact ``fact``; ``noun`` is what a row is called.

    ``label``: the model by which the ledger of erasures names the rows, and ``other_labels`` where it is several.
    """

    name: str
    fact: str
    table: str
    label: str
    noun: str
    checks: Sequence[Check]
    key: str = "id"
    other_labels: Sequence[str] = ()

    @property
    def about(self) -> str:
        """The SQL of the id in an entry, as the index of the stream has it."""
        return f"((entry.facts::jsonb ->> '{self.fact}')::uuid)"

    def compare(self, scope: Scope, **parameters: Any) -> Iterator[JournalFault]:
        """Yield what the checks find in a part of the rows and entries; ``parameters`` are those of the checks."""
        windows = restore_windows()
        for number, about, seq, at in self._found(scope, parameters):
            if at is None or not any(window.contains(at) for window in windows):
                yield self._fault(self.checks[number], about, seq)

    def _found(self, scope: Scope, parameters: dict[str, Any]) -> list[tuple[int, UUID, int, datetime | None]]:
        with connection.cursor() as cursor:
            cursor.execute(self._statement(), {**scope.parameters, **parameters})
            return cursor.fetchall()

    def _statement(self) -> str:
        # The checks are constants of our modules; every value is a parameter.
        checks = [
            f"SELECT {number}, difference.* FROM ({check.select}) difference (about, seq, at)"  # noqa: S608
            for number, check in enumerate(self.checks)
        ]
        labels = ", ".join(f"'{label}'" for label in (self.label, *self.other_labels))
        return _COMPARE.format(
            stream=self.name, person=WHO, fact=self.fact, table=self.table, labels=labels, key=self.key,
            about=self.about, checks="\nUNION ALL\n".join(checks),
        )  # fmt: skip

    def _fault(self, check: Check, about: UUID, seq: int) -> JournalFault:
        return JournalFault(stream=self.name, seq=seq, text=check.problem, noun=self.noun, about=str(about)[:8])
