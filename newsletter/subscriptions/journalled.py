"""Comparison of subscriptions with the journal: rows that are gone, and rows that say something else."""

from collections.abc import Iterator
from datetime import UTC, date

from django.db import connection
from django.utils.translation import gettext_noop

from newsletter.subscriptions.operations import STREAM
from privacy.comparison.comparing import WHO, Check, Stream
from privacy.comparison.retained import ends_before, newest_time
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest_sql
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope

# The statements are put together from the constants of this module; every value is a parameter.
# ruff: noqa: S608
# A sign-up becomes a subscription of the same id.
_ITEM = """(
  SELECT id, email, email_written, salt, consent_sha256, requested_at, confirmed_at, ended_at, state,
    topics, language, paused_until, form, revision
  FROM newsletter_subscription
  UNION ALL SELECT id, email, email_written, salt, consent_sha256, requested_at, NULL, NULL, 'pending',
    topics, language, NULL, form, revision
  FROM newsletter_pendingsignup
) item"""
_NOT_GONE = f"""
  NOT EXISTS (SELECT FROM {_ITEM} WHERE item.id = entry.about)
  AND NOT EXISTS (SELECT FROM said gone WHERE gone.about = entry.about AND gone.event = 'newsletter.unsubscribed'
    AND (gone.at < %(ended)s OR (gone.facts ->> 'erased_by')::date <= %(today)s))
  AND NOT EXISTS (SELECT FROM ended WHERE ended.about = entry.about AND ended.at < %(ended)s)
  AND NOT EXISTS (SELECT FROM erased WHERE erased.about = entry.about)
"""
# Rows that the journal knows; an active one that it does not know breaks P19.
_ROW = f"FROM {_ITEM} WHERE EXISTS (SELECT FROM said known WHERE known.about = item.id)"
_NEWEST = f"FROM {_ITEM} JOIN newest entry ON entry.about = item.id"
_SETTINGS = salted_digest_sql(
    "item.salt", "array_to_string(item.topics, ',')", "item.language",
    "coalesce(floor(extract(epoch FROM item.paused_until))::bigint::text, '')", "item.form",
    "coalesce(item.revision::text, '')",
)  # fmt: skip
# The newest end that the journal knows of a subscription that has ended.
_ENDED = """
FROM newsletter_subscription item JOIN (
  SELECT DISTINCT ON (about) about, seq, facts FROM said WHERE event = 'newsletter.unsubscribed'
  ORDER BY about, seq DESC
) entry ON entry.about = item.id WHERE item.state = 'ended'
"""
_CHECKS = (
    # A subscription is deleted after its end only, on the day that was told then, which may be before that of the rule;
    # unless an erasure deleted it, which the ledger lists.
    Check(
        problem=gettext_noop("is gone"),
        select="SELECT entry.about, entry.seq, NULL::timestamptz FROM said entry"
        f" WHERE entry.event = 'newsletter.confirmed' AND {_NOT_GONE}",
    ),
    Check(
        problem=gettext_noop("is gone before it was confirmed"),
        select="SELECT entry.about, max(entry.seq), NULL::timestamptz FROM said entry"
        " WHERE entry.event = 'newsletter.asked' AND NOT EXISTS (SELECT FROM said other"
        " WHERE other.about = entry.about AND other.event IN ('newsletter.confirmed', 'newsletter.dropped'))"
        f" AND {_NOT_GONE} GROUP BY 1 HAVING max(entry.at) >= %(asked_ended)s",
    ),
    Check(
        problem=gettext_noop("has another address than the one that asked"),
        select=f"SELECT item.id, entry.seq, NULL::timestamptz {_NEWEST} WHERE entry.facts ->> 'who_sha256' <> "
        + salted_digest_sql("item.salt", "item.id", "item.email", "item.email_written"),
    ),
    Check(
        problem=gettext_noop("has another consent than the journal knows: it was swapped"),
        select=f"SELECT item.id, entry.seq, NULL::timestamptz {_NEWEST}"
        " WHERE entry.facts ->> 'consent_sha256' <> item.consent_sha256",
    ),
    Check(
        problem=gettext_noop("was asked for at another time than the journal knows"),
        select=f"SELECT item.id, entry.seq, NULL::timestamptz {_NEWEST}"
        " WHERE (entry.facts ->> 'requested')::timestamptz <> item.requested_at",
    ),
    Check(
        problem=gettext_noop("was confirmed at a time that the journal does not know"),
        select=f"SELECT item.id, 0, item.confirmed_at {_ROW} AND item.confirmed_at IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM said WHERE said.about = item.id AND said.event = 'newsletter.confirmed'"
        " AND said.at = item.confirmed_at)",
    ),
    Check(
        problem=gettext_noop("ended at a time that the journal does not know"),
        select=f"SELECT item.id, 0, item.ended_at {_ROW} AND item.state = 'ended'"
        " AND NOT EXISTS (SELECT FROM said WHERE said.about = item.id AND said.event = 'newsletter.unsubscribed'"
        " AND said.at = item.ended_at)",
    ),
    Check(
        problem=gettext_noop("ended for another reason than the journal knows"),
        select=f"SELECT item.id, entry.seq, NULL::timestamptz {_ENDED} AND entry.facts ->> 'reason' <> item.end_reason",
    ),
    # The day is that of a place on earth: a day more in others.
    Check(
        problem=gettext_noop("is kept for longer than was said at its end"),
        select=f"SELECT item.id, entry.seq, NULL::timestamptz {_ENDED}"
        " AND item.retain_until > (entry.facts ->> 'erased_by')::date + interval '2 days'",
    ),
    Check(
        problem=gettext_noop("can be confirmed for longer than the journal knows"),
        select="SELECT item.id, entry.seq, NULL::timestamptz FROM newsletter_pendingsignup item"
        " JOIN newest entry ON entry.about = item.id"
        " WHERE item.retain_until > (entry.facts ->> 'confirmable_until')::timestamptz",
    ),
    Check(
        problem=gettext_noop("has other topics, another language, break or form than the journal knows"),
        select=f"SELECT item.id, entry.seq, NULL::timestamptz FROM {_ITEM} JOIN (SELECT DISTINCT ON (about) about, seq,"
        " facts ->> 'settings_sha256' AS settings FROM said WHERE facts ->> 'settings_sha256' IS NOT NULL"
        f" ORDER BY about, seq DESC) entry ON entry.about = item.id WHERE entry.settings <> {_SETTINGS}",
    ),
    Check(
        problem=gettext_noop("is live although the journal knows its end"),
        select=f"SELECT item.id, entry.seq, NULL::timestamptz FROM {_ITEM}"
        " JOIN said entry ON entry.about = item.id AND entry.event = 'newsletter.unsubscribed'"
        " WHERE item.state <> 'ended'",
    ),
    # Asked for anew after a restore, it may be confirmed again.
    Check(
        problem=gettext_noop("can be confirmed although the journal knows that its link was used up"),
        # In one pass over what was said: PostgreSQL knows not how many rows that has, and would join it row by row.
        select="SELECT item.id, last.dropped, NULL::timestamptz FROM newsletter_pendingsignup item"
        f" JOIN (SELECT about, max(seq) FILTER (WHERE facts ->> '{WHO}' IS NOT NULL) AS asked,"
        " max(seq) FILTER (WHERE event = 'newsletter.dropped') AS dropped FROM said GROUP BY about) last"
        " ON last.about = item.id WHERE item.dropped_at IS NULL AND last.asked < last.dropped",
    ),
    Check(
        problem=gettext_noop("has a consent whose text is gone"),
        select="SELECT item.id, entry.seq, NULL::timestamptz FROM newsletter_subscription item"
        " JOIN said entry ON entry.about = item.id AND entry.event = 'newsletter.confirmed'"
        " LEFT JOIN newsletter_consenttext text ON text.sha256 = item.consent_sha256 WHERE text.sha256 IS NULL",
    ),
)
_STREAM = Stream(
    name=STREAM,
    fact="subscription",
    table=_ITEM,
    label="newsletter.subscription",
    other_labels=("newsletter.pendingsignup",),
    noun=gettext_noop("subscription"),
    checks=_CHECKS,
)
_REWRITTEN = (
    "SELECT left(sha256, 12) FROM newsletter_consenttext"
    " WHERE sha256 <> encode(sha256(convert_to(text, 'UTF8')), 'hex') ORDER BY 1"
)


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the subscriptions that are gone before their time, and those that differ from the journal."""
    ended, asked_ended = ends_before("newsletter.ended"), ends_before("newsletter.pending")
    newest = newest_time()
    today = newest.astimezone(UTC).date() if newest else date.min
    yield from _STREAM.compare(scope, ended=ended, asked_ended=asked_ended, today=today)
    with connection.cursor() as cursor:
        cursor.execute(_REWRITTEN)
        for (key,) in cursor.fetchall():
            text = gettext_noop("the text of consent %(key)s was rewritten")
            yield JournalFault(stream=STREAM, seq=0, text=text, values={"key": key})


journal.add_source(JournalSource(name=STREAM, compare=compare))
