"""Comparison of consents with the journal: rows that are gone, and rows that say something else."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_noop

from consent.choices.sealing import DIGEST_SQL, GIVEN, REFUSED, STREAM, WITHDRAWN, seal
from privacy.comparison.comparing import Check, Stream
from privacy.comparison.retained import ends_before
from privacy.journal import operations as journal
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope

# The statements are put together from the constants of this module; every value is a parameter.
# ruff: noqa: S608
_ROW = "FROM consent_consentrecord item JOIN subject ON subject.id = item.id"
_END = f"IN ('{WITHDRAWN}', 'consent.replaced')"
_CHECKS = (
    Check(
        problem=gettext_noop("was changed"),
        select=f"SELECT item.id, item.given_seq, NULL::timestamptz {_ROW}"
        " LEFT JOIN said ON said.about = item.id AND said.seq = item.given_seq"
        f" WHERE item.given_seq <> {REFUSED} AND (said.seq IS NULL OR said.event <> '{GIVEN}'"
        f" OR coalesce(said.facts ->> 'sha256', '') NOT IN ('', {DIGEST_SQL.format('item')}))",
    ),
    Check(
        problem=gettext_noop("was dated back: the journal was past that time when it appeared, so it was not sealed"),
        select=f"SELECT item.id, 0, NULL::timestamptz {_ROW} WHERE item.given_seq = {REFUSED}",
    ),
    Check(
        problem=gettext_noop("was written to the journal a second time"),
        select="SELECT item.id, said.seq, NULL::timestamptz FROM consent_consentrecord item"
        f" JOIN said ON said.about = item.id AND said.event = '{GIVEN}' AND said.seq <> item.given_seq",
    ),
    # A consent is kept until it ended and its retention period is over, and no end is earlier than its beginning.
    Check(
        problem=gettext_noop("is gone"),
        select=f"SELECT said.about, said.seq, NULL::timestamptz FROM said WHERE said.event = '{GIVEN}'"
        " AND said.at >= %(ended)s"
        " AND NOT EXISTS (SELECT FROM consent_consentrecord item WHERE item.id = said.about)"
        " AND NOT EXISTS (SELECT FROM erased WHERE erased.about = said.about)",
    ),
    Check(
        problem=gettext_noop("ended otherwise than the journal knows"),
        select=f"SELECT item.id, item.ended_seq, NULL::timestamptz {_ROW}"
        " LEFT JOIN said ON said.about = item.id AND said.seq = item.ended_seq"
        f" WHERE item.ended_seq IS NOT NULL AND (said.seq IS NULL OR NOT said.event {_END}"
        f" OR said.at <> item.withdrawn_at OR (item.withdrawn_at IS NULL) = (said.event = '{WITHDRAWN}'))"
        # Without the revision that it ended under, an end is never sealed.
        " OR item.ended_under IS NULL AND (item.withdrawn_at IS NOT NULL OR item.replaced_by IS NOT NULL)",
    ),
    Check(
        problem=gettext_noop("stands although the journal knows its end"),
        select="SELECT item.id, said.seq, NULL::timestamptz FROM consent_consentrecord item"
        f" JOIN said ON said.about = item.id AND said.event {_END} WHERE item.ended_seq IS NULL",
    ),
    Check(
        problem=gettext_noop("was asked for in words that are gone"),
        select=f"SELECT item.id, 0, NULL::timestamptz {_ROW}"
        " LEFT JOIN consent_interfacetext text ON text.sha256 = item.interface_hash WHERE text.sha256 IS NULL",
    ),
)
_STREAM = Stream(
    name=STREAM,
    fact="record",
    table="consent_consentrecord",
    label="consent.consentrecord",
    noun=gettext_noop("consent"),
    checks=_CHECKS,
)
_REWRITTEN = (
    "SELECT left(sha256, 12) FROM consent_interfacetext"
    " WHERE sha256 <> encode(sha256(convert_to(html, 'UTF8')), 'hex') ORDER BY 1"
)


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the consents that are gone or differ from the journal, and the words that are not what their key says."""
    yield from _STREAM.compare(scope, ended=ends_before("consent.record"))
    with connection.cursor() as cursor:
        cursor.execute(_REWRITTEN)
        for (key,) in cursor.fetchall():
            text = gettext_noop("the words of the question %(key)s were rewritten")
            yield JournalFault(stream=STREAM, seq=0, text=text, values={"key": key})


journal.add_source(JournalSource(name=STREAM, compare=compare, seal=seal))
