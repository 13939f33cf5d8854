"""Run the check of every promise, or read the answer of staff for it."""

import logging
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils.formats import date_format

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.law.deadlines import local_date
from privacy.register.frozen.register import Register
from privacy.register.promises import registry as promises
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.phrases import Phrase
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Check, Facts, Verdict
from privacy.runs.background import Note
from privacy.verdicts.answers import facts_of
from privacy.verdicts.models import PromiseAnswer
from privacy.web.own_site import OwnSite

logger = logging.getLogger(__name__)

# A query that takes longer is cancelled, so that one check does not delay the others.
_LONGEST_QUERY = "5s"
_SLOW_MS = 2000
_PLACES = 5


@dataclass(frozen=True, kw_only=True)
class Result:
    """The verdict on one promise, and the duration of its check in milliseconds."""

    promise: str
    verdict: Verdict
    took_ms: int = 0

    def as_json(self) -> dict[str, str]:
        return {
            "id": self.promise,
            "verdict": str(self.verdict.kind),
            "figure": self.verdict.figure,
            "reason": self.verdict.reason,
        }


def judge(*, register: Register, now: datetime, note: Note | None = None) -> list[Result]:
    """Return the verdict on every promise, for ``register`` and the live system; store nothing.

    ``note`` is called after each promise with how many are judged, and of how many.
    """
    facts = Facts(now=now, register=register)
    answers = {answer.promise: answer for answer in PromiseAnswer.objects.latest_of_each()}
    given = _journalled()
    results: list[Result] = []
    names = list(promises.all_promises())
    for name in names:
        results.append(_result(name, facts, answers.get(name), given))
        if note:
            note(len(results), len(names))
    return results


def _journalled() -> frozenset[str]:
    """Return the journalled facts of every answer."""
    # An answer that is not among them was changed or forged in the database.
    entries = JournalEntry.objects.filter(stream="promises", event="promise.answered")
    return frozenset(entries.values_list("facts", flat=True))


def proven(results: Iterable[Result]) -> set[str]:
    """Return the promises that are kept."""
    return {result.promise for result in results if result.verdict.kind == VerdictKind.KEPT}


def unproven(names: Iterable[str], results: Iterable[Result]) -> list[str]:
    """Return each of these promises that is not kept, with the reason: ``P29: reason``."""
    verdict_on = {result.promise: result.verdict for result in results}
    lines = []
    for name in names:
        verdict = verdict_on.get(name)
        if verdict is None:
            lines.append(f"{name}: {_('nobody knows a promise with this number')}")
        elif verdict.kind != VerdictKind.KEPT:
            lines.append(f"{name}: {(verdict.reason or verdict.figure).rstrip('.')}")
    return lines


def _result(name: str, facts: Facts, answer: PromiseAnswer | None, given: frozenset[str]) -> Result:
    check = promises.check_of(name)
    if check is None:
        return Result(promise=name, verdict=_answered(name, answer, local_date(facts.now), given))
    started = time.perf_counter()
    verdict = _ask(name, check, facts)
    if verdict.kind == VerdictKind.BROKEN:
        # A check reads rows and pages in several steps, while the site is in use and seconds pass. A fault is still
        # there for a second look, with pages fetched anew; a difference between two moments is not.
        verdict = _ask(name, check, replace(facts, site=OwnSite()))
    took_ms = round((time.perf_counter() - started) * 1000)
    if took_ms > _SLOW_MS:
        logger.warning("the check of %s took %s ms", name, took_ms)
    return Result(promise=name, verdict=verdict, took_ms=took_ms)


def _ask(name: str, check: Check, facts: Facts) -> Verdict:
    try:
        # A savepoint: a query that fails must not abort the publication around it, or the other checks. It is always
        # rolled back, so that a check may write rows to try something out.
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_LONGEST_QUERY])
            verdict = check(facts)
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 - one check must not stop the others
        # The error itself is not logged: its message may quote a row with personal data.
        logger.error("the check of %s failed: %s at %s", name, type(error).__name__, _places(error))
        reason = _("The check itself failed (%(error)s); see the log.") % {"error": type(error).__name__}
        return promises.unproven("-", reason)
    return verdict


def _places(error: Exception) -> str:
    """Return the file and line of the first frames of an error, from the check on, and of its last frame."""
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[1:]]
    return ", ".join(dict.fromkeys([*places[:_PLACES], *places[-1:]]))


def _answered(name: str, answer: PromiseAnswer | None, today: date, given: frozenset[str]) -> Verdict:
    """Return the verdict from the answer of a member of staff, for a promise without check."""
    reason = promises.reason_of(name)
    if reason is None:
        return promises.unproven("-", _("There is no check yet."))
    why = Phrase(lambda: str(reason))
    if answer is None:
        return promises.unproven(_("nobody answers for it"), why)
    if journal.canonical(facts_of(answer)) not in given:
        return promises.unproven(_("nobody answers for it"), _("The journal does not know this answer."))
    until = Phrase(lambda: date_format(answer.until, "DATE_FORMAT"))
    if not answer.answered_by.is_active:
        return promises.unproven(_("nobody answers for it"), _("The account of who answered is closed."))
    if answer.until < today:
        return promises.unproven(
            _("the answer ended %(day)s") % {"day": until}, _("Somebody must answer for it again.")
        )
    return Verdict(kind=VerdictKind.KEPT, figure=_("answered for until %(day)s") % {"day": until}, reason=why)
