"""Comparison of requests for trial accounts with the journal: rows that are gone, and rows that say something else."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from contact.trials.operations import STREAM
from privacy.comparison.comparing import Check, Stream
from privacy.comparison.retained import ends_before
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest_sql
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope

# The statements are put together from constants; every value is a parameter.
_NEWEST = "FROM newest entry JOIN contact_trialrequest item ON item.id = entry.about"
_STREAM = Stream(
    name=STREAM,
    fact="trial",
    table="contact_trialrequest",
    label="contact.trialrequest",
    noun=gettext_noop("request for a trial account"),
    checks=(
        # The period counts from the last thing that happened, or later.
        Check(
            problem=gettext_noop("is gone"),
            select="SELECT entry.about, max(entry.seq), NULL::timestamptz FROM said entry"
            " WHERE NOT EXISTS (SELECT FROM contact_trialrequest item WHERE item.id = entry.about)"
            " AND NOT EXISTS (SELECT FROM erased WHERE erased.about = entry.about) GROUP BY 1"
            " HAVING max(entry.at) >= CASE WHEN bool_or(entry.event <> 'trials.asked') THEN %(over)s"
            " ELSE %(unconfirmed_over)s END",
        ),
        Check(
            problem=gettext_noop("was asked for at another time than the journal knows"),
            select=f"SELECT item.id, entry.seq, NULL::timestamptz {_NEWEST}"
            " WHERE (entry.facts ->> 'received')::timestamptz <> item.requested_at",
        ),
        Check(
            problem=gettext_noop("has another address than the one that asked"),
            select=f"SELECT item.id, entry.seq, NULL::timestamptz {_NEWEST} WHERE entry.facts ->> 'who_sha256' <> "
            + salted_digest_sql("item.salt", "item.id", "item.email", "item.email_written"),
        ),
        Check(
            problem=gettext_noop("was confirmed at a time that the journal does not know"),
            select="SELECT item.id, 0, item.confirmed_at FROM contact_trialrequest item"
            " WHERE item.confirmed_at IS NOT NULL"
            " AND EXISTS (SELECT FROM said WHERE said.about = item.id AND said.event = 'trials.asked')"
            " AND NOT EXISTS (SELECT FROM said WHERE said.about = item.id AND said.event = 'trials.confirmed'"
            " AND said.at = item.confirmed_at)",
        ),
        Check(
            problem=gettext_noop("was decided at a time that the journal does not know"),
            select="SELECT item.id, 0, item.decided_at FROM contact_trialrequest item"
            " WHERE item.decided_at IS NOT NULL"
            " AND EXISTS (SELECT FROM said WHERE said.about = item.id AND said.event = 'trials.asked')"
            " AND NOT EXISTS (SELECT FROM said WHERE said.about = item.id AND said.event = 'trials.' || item.state"
            " AND said.at = item.decided_at)",
        ),
        Check(
            problem=gettext_noop("waits although the journal knows that it was decided"),
            select="SELECT item.id, entry.seq, NULL::timestamptz FROM contact_trialrequest item JOIN said entry"
            " ON entry.about = item.id AND entry.event IN ('trials.approved', 'trials.declined')"
            " WHERE item.decided_at IS NULL",
        ),
    ),
)


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the requests that are gone before their time, and those that differ from the journal."""
    over, unconfirmed_over = ends_before("trials.request"), ends_before("trials.unconfirmed")
    yield from _STREAM.compare(scope, over=over, unconfirmed_over=unconfirmed_over)


journal.add_source(JournalSource(name=STREAM, compare=compare))
