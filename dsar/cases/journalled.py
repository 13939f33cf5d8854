"""Comparison of requests with the journal, in both directions: rows that are gone, and rows that say something else."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Min, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_noop

from dsar.cases.enums import EventKind, State
from dsar.cases.models import Case, Contact
from dsar.cases.pauses import Pause
from privacy.comparison.comparing import Check, Stream
from privacy.comparison.retained import ends_before
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest, salted_digest_sql
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope
from privacy.law.deadlines import answer_deadline, local_date

STREAM = "dsar"
WHO = "who_sha256"
_NOUN = gettext_noop("case")

# The statements are put together from the constants of this module; every value is a parameter.
# ruff: noqa: S608
_CLOSINGS = (
    "('dsar.answered', 'dsar.refused', 'dsar.withdrawn', 'dsar.exported', 'dsar.told', 'dsar.corrected',"
    " 'dsar.restricted', 'dsar.closed_before', 'dsar.disowned', 'dsar.passed_on')"
)
_ANSWERS = "('dsar.answered', 'dsar.exported', 'dsar.told', 'dsar.corrected', 'dsar.restricted', 'dsar.passed_on')"
_ASKING = "('dsar.asked')"
_CONFIRMED = "('open', 'identity', 'working', 'done', 'refused', 'withdrawn', 'disowned')"
_BY_STAFF = ", ".join(
    f"'{kind}'"
    for kind in (
        *(EventKind.ANSWERED, EventKind.REFUSED, EventKind.APPROVED, EventKind.EXTENDED, EventKind.PROPOSED),
        *(EventKind.STOPPED, EventKind.LEFT_OUT, EventKind.CALLED_OFF, EventKind.REPLIED),
        *(EventKind.IDENTITY_ASKED, EventKind.REOPENED, EventKind.PASSED_ON, EventKind.UNDONE),
        *(EventKind.TAKEN_IN, EventKind.IDENTITY_SEEN, EventKind.POSTED, EventKind.QUESTIONS, EventKind.MANDATE_SEEN),
    )
)
# Which line of a request's history has the time of which entry.
_LINES = {
    "dsar.answered": EventKind.ANSWERED,
    "dsar.refused": EventKind.REFUSED,
    "dsar.approved": EventKind.APPROVED,
    "dsar.extended": EventKind.EXTENDED,
    "dsar.proposed": EventKind.PROPOSED,
    "dsar.stopped": EventKind.STOPPED,
    "dsar.left_out": EventKind.LEFT_OUT,
    "dsar.called_off": EventKind.CALLED_OFF,
    "dsar.changed": EventKind.CHANGED,
    "dsar.withdrawn": EventKind.WITHDRAWN,
    "dsar.exported": EventKind.READY,
    "dsar.told": EventKind.ERASED,
    "dsar.corrected": EventKind.CORRECTED,
    "dsar.restricted": EventKind.RESTRICTED,
    "dsar.lift_announced": EventKind.LIFT_ANNOUNCED,
    "dsar.disowned": EventKind.DISOWNED,
    "dsar.passed_on": EventKind.PASSED_ON,
    "dsar.paused": EventKind.IDENTITY_ASKED,
    "dsar.resumed": EventKind.IDENTITY_GIVEN,
    "dsar.reopened": EventKind.REOPENED,
    "dsar.undone": EventKind.UNDONE,
    "dsar.asked_for": EventKind.ASKED_FOR,
    "dsar.taken_in": EventKind.TAKEN_IN,
    "dsar.identity_seen": EventKind.IDENTITY_SEEN,
    "dsar.identity_proven": EventKind.IDENTITY_PROVEN,
    "dsar.posted": EventKind.POSTED,
    "dsar.questions_listed": EventKind.QUESTIONS,
    "dsar.further": EventKind.FURTHER,
    "dsar.mandate_seen": EventKind.MANDATE_SEEN,
    "dsar.address_proven": EventKind.ADDRESS_PROVEN,
    "dsar.browser_added": EventKind.BROWSER_ADDED,
    "dsar.added": EventKind.ADDED,
    "dsar.disputed": EventKind.DISPUTED,
    "dsar.downloaded": EventKind.DOWNLOADED,
    "dsar.noted": EventKind.NOTED,
    "dsar.replied": EventKind.REPLIED,
    "dsar.wrote": EventKind.WROTE,
}
# The lines of which each opened request has one, with the time of its confirmation.
_OPENINGS = ", ".join(f"'{kind}'" for kind in (EventKind.CONFIRMED, EventKind.IDENTITY_SEEN, EventKind.MANDATE_SEEN))
_LINE_OF = "(VALUES {}) line (event, kind)".format(
    ", ".join(f"('{event}', '{kind}')" for event, kind in _LINES.items())
)
_IN_SCOPE = """
SELECT id FROM dsar_case WHERE id BETWEEN %s AND %s
UNION SELECT ((entry.facts::jsonb ->> 'case')::uuid) FROM privacy_journalentry entry
WHERE entry.id > %s AND entry.stream = 'dsar'
"""
_STATE = gettext_noop("is in a state that the journal does not know")
_LACKS = gettext_noop("has a history that lacks what the journal knows")
_DATE = gettext_noop("has a date that the journal does not know")


def _not_gone(events: str, ended: str) -> str:
    """Return the condition that neither retention nor an erasure can have deleted the row of an entry."""
    return f"""
  NOT EXISTS (SELECT FROM dsar_case item WHERE item.id = entry.about)
  AND NOT EXISTS (SELECT FROM said closing WHERE closing.about = entry.about AND closing.event IN {events}
    AND coalesce((closing.facts ->> 'closed')::timestamptz, closing.at) < %({ended})s)
  AND NOT EXISTS (SELECT FROM ended WHERE ended.about = entry.about AND ended.at < %({ended})s)
  AND NOT EXISTS (SELECT FROM erased WHERE erased.about = entry.about)
"""


def _unknown(column: str, states: str, events: str, more: str = "") -> str:
    """Return the SELECT of requests in these states whose time the journal does not have with one of these events."""
    return f"""
SELECT item.id, 0, item.{column} FROM dsar_case item JOIN subject ON subject.id = item.id
WHERE item.state IN {states} AND item.{column} IS NOT NULL AND NOT EXISTS (
  SELECT FROM said WHERE said.about = item.id AND said.event IN {events} AND said.at = item.{column} {more})
"""


def _newest(fact: str) -> str:
    """Return the SELECT of the newest entry of each request that has a fact."""
    return f"""
SELECT DISTINCT ON (about) about, seq, at, facts ->> '{fact}' AS value FROM said
WHERE facts ->> '{fact}' IS NOT NULL ORDER BY about, seq DESC
"""


_CHECKS = (
    # An open request is deleted by nothing; an answered one by its retention period, which no closing begins earlier.
    Check(
        problem=gettext_noop("is gone"),
        select=f"SELECT entry.about, entry.seq, NULL::timestamptz FROM said entry WHERE entry.event = 'dsar.opened'"
        f" AND {_not_gone(_CLOSINGS, 'case_ended')}",
    ),
    Check(
        problem=gettext_noop("is gone before it was confirmed"),
        select=f"SELECT entry.about, entry.seq, NULL::timestamptz FROM said entry WHERE entry.event = 'dsar.asked'"
        " AND NOT EXISTS (SELECT FROM said other WHERE other.about = entry.about AND other.event = 'dsar.opened')"
        f" AND {_not_gone(_ASKING, 'asked_ended')}",
    ),
    Check(problem=_STATE, select=_unknown("closed_at", "('withdrawn')", "('dsar.withdrawn')")),
    Check(problem=_STATE, select=_unknown("closed_at", "('disowned')", "('dsar.disowned')")),
    Check(
        problem=_STATE,
        select=_unknown("closed_at", "('refused')", "('dsar.refused')", "AND said.facts ->> 'ground' = item.ground"),
    ),
    Check(
        problem=_STATE,
        select=_unknown("closed_at", "('done')", _ANSWERS)
        # After a restore an erasure is known from the ledger only.
        + " AND NOT EXISTS (SELECT FROM ended WHERE ended.about = item.id)",
    ),
    Check(
        problem=_STATE,
        select="SELECT item.id, 0, item.confirmed_at FROM dsar_case item JOIN subject ON subject.id = item.id"
        " WHERE item.state = 'working' AND NOT EXISTS ("
        " SELECT FROM said WHERE said.about = item.id AND said.event = 'dsar.approved')",
    ),
    Check(
        problem=_DATE,
        select=_unknown(
            "confirmed_at", "('open', 'working', 'done', 'refused', 'withdrawn', 'disowned')", "('dsar.opened')"
        ),
    ),
    Check(
        problem=_DATE,
        select=_unknown(
            "extended_at",
            "('entered', 'open', 'working', 'done', 'refused', 'withdrawn', 'disowned')",
            "('dsar.extended')",
        ),
    ),
    Check(
        problem=_DATE,
        select="SELECT item.id, entry.seq, coalesce(item.confirmed_at, item.received_at) FROM dsar_case item"
        f" JOIN ({_newest('received')}) entry ON entry.about = item.id"
        " WHERE item.state <> 'joined' AND entry.value::timestamptz <> item.received_at",
    ),
    Check(
        problem=gettext_noop("has another address than the one that asked"),
        select=f"SELECT entry.about, entry.seq, NULL::timestamptz FROM ({_newest(WHO)}) entry"
        " JOIN dsar_contact contact ON contact.case_id = entry.about WHERE entry.value <> "
        + salted_digest_sql("contact.salt", "contact.case_id", "contact.email", "contact.email_written"),
    ),
    # Another right has other effects: an erasure that became an access would delete nothing.
    Check(
        problem=gettext_noop("asks for another right than the journal knows"),
        select="SELECT item.id, entry.seq, coalesce(item.confirmed_at, item.received_at) FROM dsar_case item"
        f" JOIN ({_newest('right')}) entry ON entry.about = item.id WHERE entry.value <> item.right",
    ),
    Check(
        problem=gettext_noop("was refused for other reasons than the journal knows"),
        select=f"SELECT item.id, entry.seq, item.closed_at FROM ({_newest('reasons_sha256')}) entry"
        " JOIN dsar_case item ON item.id = entry.about AND item.state = 'refused'"
        f" WHERE entry.value <> {salted_digest_sql('item.id', 'item.reasons')}",
    ),
    Check(
        problem=gettext_noop("was extended for another reason than the journal knows"),
        select=f"SELECT item.id, entry.seq, item.extended_at FROM ({_newest('reason_sha256')}) entry"
        " JOIN dsar_case item ON item.id = entry.about AND item.extended_at IS NOT NULL"
        f" WHERE entry.value <> {salted_digest_sql('item.id', 'item.extension_reason')}",
    ),
    Check(
        problem=gettext_noop("has a job that ended without its entry"),
        select="SELECT job.case_id, 0, job.ended_at FROM dsar_job job JOIN subject ON subject.id = job.case_id"
        " WHERE job.state IN ('done', 'waiting') AND NOT EXISTS (SELECT FROM said WHERE said.about = job.case_id"
        " AND said.event IN ('dsar.exported', 'dsar.told') AND said.facts ->> 'job' = job.id::text)"
        " AND NOT EXISTS (SELECT FROM ended WHERE ended.about = job.case_id)",
    ),
    Check(problem=_DATE, select=_unknown("reopened_at", _CONFIRMED, "('dsar.reopened')")),
    # A pause makes the last day later: each end of it is in the journal.
    Check(
        problem=gettext_noop("has a pause of the clock that the journal does not know"),
        select="SELECT pause.case_id, 0, pause.asked_at FROM dsar_pause pause"
        " JOIN subject ON subject.id = pause.case_id WHERE NOT EXISTS (SELECT FROM said"
        " WHERE said.about = pause.case_id AND said.event = 'dsar.paused' AND said.at = pause.asked_at)"
        " OR (pause.answered_at IS NOT NULL AND NOT EXISTS (SELECT FROM said"
        " WHERE said.about = pause.case_id AND said.event = 'dsar.resumed' AND said.at = pause.answered_at))",
    ),
    # A restore puts an end to the jobs of a request that is taken over; then a later entry says so.
    Check(
        problem=gettext_noop("lacks a job that the journal knows"),
        select="SELECT entry.about, entry.seq, entry.at FROM said entry JOIN dsar_case item ON item.id = entry.about"
        " WHERE entry.event = 'dsar.approved' AND entry.at > %(line_ended)s"
        " AND NOT EXISTS (SELECT FROM dsar_job job WHERE job.id = (entry.facts ->> 'job')::uuid)"
        " AND NOT EXISTS (SELECT FROM said later WHERE later.about = entry.about AND later.seq > entry.seq"
        " AND later.event IN ('dsar.opened', 'dsar.taken_over', 'dsar.closed_before'))",
    ),
    Check(
        problem=gettext_noop("was handled by an account that never was"),
        select="SELECT event.case_id, 0, event.at FROM dsar_caseevent event"
        " JOIN subject ON subject.id = event.case_id WHERE event.staff IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM {accounts} account WHERE account.{account_key}::text = event.staff::text)"
        " AND NOT EXISTS (SELECT FROM privacy_journalentry entry WHERE entry.stream = 'staff'"
        " AND entry.event = 'staff.account_removed' AND entry.facts::jsonb ->> 'account' = event.staff::text)",
    ),
    Check(
        problem=gettext_noop("was decided without staff"),
        select="SELECT event.case_id, 0, NULL::timestamptz FROM dsar_caseevent event"
        " JOIN subject ON subject.id = event.case_id WHERE event.staff IS NULL"
        f" AND event.kind IN ({_BY_STAFF})",
    ),
    Check(
        problem=gettext_noop("was decided by somebody else than the journal says"),
        select=f"SELECT said.about, said.seq, event.at FROM said JOIN {_LINE_OF} ON line.event = said.event"
        " JOIN dsar_caseevent event ON event.case_id = said.about AND event.kind = line.kind AND event.at = said.at"
        " WHERE said.facts ->> 'staff' IS NOT NULL AND said.facts ->> 'staff' <> event.staff::text",
    ),
    Check(
        problem=_LACKS,
        select=f"SELECT said.about, said.seq, said.at FROM said JOIN {_LINE_OF} ON line.event = said.event"
        " JOIN dsar_case item ON item.id = said.about WHERE said.at > %(line_ended)s"
        " AND NOT EXISTS (SELECT FROM dsar_caseevent event WHERE event.case_id = said.about"
        " AND event.kind = line.kind AND event.at = said.at)",
    ),
    # By the time in the row, which the journal knows: after a restore the entry is newer than the line.
    Check(
        problem=_LACKS,
        select="SELECT said.about, said.seq, NULL::timestamptz FROM said JOIN dsar_case item ON item.id = said.about"
        " WHERE said.event = 'dsar.opened' AND said.at > %(line_ended)s AND item.state <> 'joined'"
        " AND NOT EXISTS (SELECT FROM dsar_caseevent event WHERE event.case_id = said.about"
        f" AND event.kind IN ({_OPENINGS}) AND event.at = item.confirmed_at)"
        # What staff saw has an entry and a line of its own, which are compared above.
        " AND NOT EXISTS (SELECT FROM said seen WHERE seen.about = said.about AND seen.at = said.at"
        " AND seen.event IN ('dsar.identity_seen', 'dsar.mandate_seen'))",
    ),
    Check(
        problem=_LACKS,
        select="SELECT said.about, said.seq, said.at FROM said JOIN dsar_case item ON item.id = said.about"
        " WHERE said.event = 'dsar.use_stopped' AND said.facts ->> 'rows' <> '0' AND said.at > %(line_ended)s"
        " AND NOT EXISTS (SELECT FROM dsar_caseevent event WHERE event.case_id = said.about"
        " AND event.kind = 'use_stopped' AND event.at = said.at)",
    ),
    # One that a representative made begins with the line that the claim was confirmed.
    Check(
        problem=_LACKS,
        select="SELECT said.about, said.seq, said.at FROM said JOIN dsar_case item ON item.id = said.about"
        " WHERE said.event = 'dsar.asked' AND said.at > %(line_ended)s AND NOT EXISTS (SELECT FROM dsar_caseevent event"
        " WHERE event.case_id = said.about AND event.kind = 'asked' AND event.at = said.at)"
        " AND NOT EXISTS (SELECT FROM dsar_mandateclaim claim WHERE claim.case_id = said.about)"
        " AND NOT EXISTS (SELECT FROM said other WHERE other.about = said.about AND other.event = 'dsar.asked_for')",
    ),
)


def _of_accounts(check: Check) -> Check:
    """Return a check with the table of accounts that the site has chosen, and its key."""
    model, quote = get_user_model()._meta, connection.ops.quote_name
    names = {"{accounts}": quote(model.db_table), "{account_key}": quote(str(model.pk.column))}
    select = check.select
    for name, value in names.items():
        select = select.replace(name, value)
    return Check(problem=check.problem, select=select)


def reasons_digest(case_id: UUID, reasons: str) -> str:
    """Return the hash of the reasons of a decision, as the journal stores it."""
    return hashlib.sha256(f"{case_id}\n{reasons}".encode()).hexdigest()


def receipt_facts(case: Case, contact: Contact | None) -> dict[str, journal.Fact]:
    """Return what the journal keeps of a receipt: right and time, and a hash of the address while one is known."""
    facts: dict[str, journal.Fact] = {"case": case.pk, "right": case.right, "received": case.received_at}
    if contact is not None:
        facts[WHO] = salted_digest(contact.salt, contact.pk, contact.email, contact.email_written)
    return facts


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the requests that the journal knows and the tables lack, and those that differ from the journal."""
    stream = Stream(
        name=STREAM, fact="case", table="dsar_case", label="dsar.case", noun=_NOUN,
        checks=[_of_accounts(check) for check in _CHECKS],
    )  # fmt: skip
    case_ended = ends_before("dsar.case")
    asked_ended = ends_before("dsar.unverified")
    yield from stream.compare(scope, case_ended=case_ended, line_ended=case_ended, asked_ended=asked_ended)
    yield from _wrong_dates(scope)


def _wrong_dates(scope: Scope) -> Iterator[JournalFault]:
    """Yield the requests whose dates do not follow from their receipt, or whose receipt is not in their history."""
    asked = Min("events__at", filter=Q(events__kind=EventKind.ASKED))
    in_scope = RawSQL(_IN_SCOPE, [scope.lower, scope.upper, scope.after])  # noqa: S611 - a constant
    cases = Case.objects.filter(pk__in=in_scope)
    # While the clock stands still the dates are those of before; ``resume`` makes them later. Pauses are few.
    pauses: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for pause in Pause.objects.all():
        if pause.answered_at is not None:
            pauses.setdefault(pause.case_id, []).append((pause.asked_at, pause.answered_at))
    for case in cases.exclude(state=State.JOINED).annotate(asked_at=asked).iterator(chunk_size=1000):
        paused = sum(
            (local_date(until) - local_date(since)).days
            for since, until in pauses.get(case.pk, ())
            if since >= case.counts_from
        )
        end = answer_deadline(case.counts_from, months=case.months, country=case.holidays_of, paused=paused)
        if (case.target_on, case.latest_on) != (end.target_on, end.latest_on):
            yield _fault(case.pk, gettext_noop("has dates that do not follow from its receipt"))
        elif case.asked_at is not None and case.received_at > case.asked_at:
            yield _fault(case.pk, gettext_noop("was received later than its history says"))


def _fault(case_id: UUID, text: str) -> JournalFault:
    return JournalFault(stream=STREAM, seq=0, text=text, noun=_NOUN, about=str(case_id)[:8])


journal.add_source(JournalSource(name=STREAM, compare=compare))
