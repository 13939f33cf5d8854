"""Comparison of letters with the journal, which knows each that left."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from privacy.comparison.comparing import Check, Stream
from privacy.journal import operations as journal
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope
from privacy.letters.operations import STREAM

_CHECKS = (
    # Of letters that were sent before the journal knew of any, a migration noted the time. A claim makes the due time
    # later, by less than an hour.
    Check(
        problem=gettext_noop("is said to be sent, and never left"),
        select="SELECT item.id, 0, item.ended_at FROM privacy_letter item JOIN subject ON subject.id = item.id"
        " WHERE item.is_sent AND NOT EXISTS (SELECT FROM said WHERE said.about = item.id"
        " AND said.event = 'letters.sent' AND said.at = item.ended_at)"
        " AND NOT EXISTS (SELECT FROM privacy_journalentry first WHERE first.event = 'letters.known_from'"
        " AND first.at > item.ended_at AND first.at > item.due_at - interval '1 hour')",
    ),
    Check(
        problem=gettext_noop("was sent, and is said to have never left"),
        select="SELECT item.id, said.seq, said.at FROM privacy_letter item JOIN said ON said.about = item.id"
        " WHERE said.event = 'letters.sent' AND NOT item.is_sent",
    ),
)
_LETTERS = Stream(
    name=STREAM,
    fact="letter",
    table="privacy_letter",
    label="privacy.letter",
    noun=gettext_noop("letter"),
    checks=_CHECKS,
)


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the letters that are said to be sent and never left, and those that left and would be sent again."""
    yield from _LETTERS.compare(scope)


journal.add_source(JournalSource(name=STREAM, compare=compare))
