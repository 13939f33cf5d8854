"""Comparison of profiles of interests with the journal: a yes that nobody gave, and an end that did not last."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from consent.interests.operations import STREAM
from privacy.comparison.comparing import Check, Stream
from privacy.comparison.retained import ends_before
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest_sql
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope

# The statements are put together from constants; every value is a parameter.
_NEWEST = "FROM newest entry JOIN consent_profile item ON item.id = entry.about"
_STREAM = Stream(
    name=STREAM,
    fact="profile",
    table="consent_profile",
    label="consent.profile",
    noun=gettext_noop("profile of interests"),
    checks=(
        Check(
            problem=gettext_noop("is gone"),
            select="SELECT entry.about, max(entry.seq), NULL::timestamptz FROM said entry"
            " WHERE entry.event = 'interests.consented'"
            " AND NOT EXISTS (SELECT FROM consent_profile item WHERE item.id = entry.about)"
            " AND NOT EXISTS (SELECT FROM said gone WHERE gone.about = entry.about AND gone.event = 'interests.ended')"
            " AND NOT EXISTS (SELECT FROM ended WHERE ended.about = entry.about)"
            " AND NOT EXISTS (SELECT FROM erased WHERE erased.about = entry.about)"
            " GROUP BY 1 HAVING max((entry.facts ->> 'consented')::timestamptz) >= %(over)s",
        ),
        Check(
            problem=gettext_noop("rests on a yes that the journal does not know"),
            select="SELECT item.id, 0, item.consented_at FROM consent_profile item"
            " JOIN subject ON subject.id = item.id WHERE NOT EXISTS (SELECT FROM said entry"
            " WHERE entry.about = item.id AND entry.event = 'interests.consented'"
            " AND (entry.facts ->> 'consented')::timestamptz = item.consented_at)",
        ),
        Check(
            problem=gettext_noop("has another address than the one that said yes"),
            select=f"SELECT item.id, entry.seq, NULL::timestamptz {_NEWEST} WHERE entry.facts ->> 'who_sha256' <> "
            + salted_digest_sql("item.salt", "item.id", "item.email", "item.email_written"),
        ),
        Check(
            problem=gettext_noop("has another text than the one that was agreed to"),
            select=f"SELECT item.id, entry.seq, NULL::timestamptz {_NEWEST}"
            " WHERE entry.facts ->> 'consent_sha256' <> encode(sha256(convert_to(item.consent_text, 'UTF8')), 'hex')",
        ),
        Check(
            problem=gettext_noop("is used although the journal knows its end"),
            select="SELECT item.id, entry.seq, NULL::timestamptz FROM consent_profile item"
            " JOIN said entry ON entry.about = item.id AND entry.event = 'interests.ended'"
            " WHERE item.ended_at IS NULL",
        ),
    ),
)


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the profiles that are gone before their time, and those that differ from the journal."""
    yield from _STREAM.compare(scope, over=ends_before("interests.profile"))


journal.add_source(JournalSource(name=STREAM, compare=compare))
