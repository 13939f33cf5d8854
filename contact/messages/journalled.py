"""Comparison of messages with the journal: rows that are gone, and rows that say something else."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from contact.messages.operations import STREAM
from privacy.comparison.comparing import Check, Stream
from privacy.comparison.retained import ends_before
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest_sql
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope

# The statements are put together from constants; every value is a parameter.
# ruff: noqa: S608
_RECEIVED = "FROM said entry JOIN contact_message item ON item.id = entry.about WHERE entry.event = 'contact.received'"
_STREAM = Stream(
    name=STREAM,
    fact="message",
    table="contact_message",
    label="contact.message",
    noun=gettext_noop("message"),
    checks=(
        Check(
            problem=gettext_noop("is gone"),
            select="SELECT entry.about, entry.seq, NULL::timestamptz FROM said entry"
            " WHERE entry.event = 'contact.received'"
            " AND coalesce((entry.facts ->> 'received')::timestamptz, entry.at) >= %(ended)s"
            " AND NOT EXISTS (SELECT FROM contact_message item WHERE item.id = entry.about)"
            " AND NOT EXISTS (SELECT FROM erased WHERE erased.about = entry.about)",
        ),
        Check(
            problem=gettext_noop("has a date that the journal does not know"),
            select=f"SELECT entry.about, entry.seq, NULL::timestamptz {_RECEIVED}"
            " AND (entry.facts ->> 'received')::timestamptz <> item.received_at",
        ),
        Check(
            problem=gettext_noop("has another address than the one that wrote"),
            select="SELECT entry.about, entry.seq, NULL::timestamptz FROM newest entry"
            " JOIN contact_message item ON item.id = entry.about WHERE entry.facts ->> 'who_sha256' <> "
            + salted_digest_sql("item.salt", "item.id", "item.email", "item.email_written")
            # Of a message that is somebody else's too, an erasure empties who wrote it.
            + " AND NOT EXISTS (SELECT FROM erased WHERE erased.about = item.id)",
        ),
        Check(
            problem=gettext_noop("was never handled"),
            select="SELECT item.id, 0, item.handled_at FROM contact_message item"
            " JOIN said received ON received.about = item.id WHERE item.handled_at IS NOT NULL"
            " AND received.event = 'contact.received' AND NOT EXISTS (SELECT FROM privacy_journalentry entry,"
            " jsonb_array_elements_text(entry.facts::jsonb -> 'messages') handled"
            f" WHERE entry.stream = '{STREAM}' AND entry.event = 'contact.handled'"
            " AND entry.at = item.handled_at AND handled::uuid = item.id)",
        ),
    ),
)


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the messages that are gone before their time, and those that differ from the journal."""
    yield from _STREAM.compare(scope, ended=ends_before("contact.message"))


journal.add_source(JournalSource(name=STREAM, compare=compare))
