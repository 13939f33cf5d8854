"""Answers of staff for promises that no program can check."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from privacy.journal import operations as journal
from privacy.law.deadlines import end_of, local_date
from privacy.register.promises import registry as promises
from privacy.retention.queries import retention_end
from privacy.verdicts.errors import AnswerRefused
from privacy.verdicts.models import LONGEST_VALIDITY, PromiseAnswer

ANSWER_RULE = "promises.answer"


def answer(*, promise: str, until: date, note: str, by: User, now: datetime) -> PromiseAnswer:
    """Store the answer of ``by`` for a promise, valid through ``until``, at most 366 days ahead; the newest counts.

    Raises ``AnswerRefused`` if the promise has a check or takes no answers, if the day is past or too far ahead, or if
    the note on the evidence is empty.
    """
    today = local_date(now)
    if promises.has_check(promise) or promises.reason_of(promise) is None or not note.strip():
        raise AnswerRefused
    if not today <= until <= today + LONGEST_VALIDITY:
        raise AnswerRefused
    with transaction.atomic():
        given = PromiseAnswer.objects.create(
            promise=promise,
            answered_by=by,
            given_on=today,
            until=until,
            note=note.strip(),
            retain_until=retention_end(ANSWER_RULE, end_of(until)),
        )
        journal.append(stream="promises", event="promise.answered", facts=facts_of(given), now=now)
    return given


def facts_of(given: PromiseAnswer) -> journal.Facts:
    """Return the facts of an answer that are written to the journal."""
    # An answer whose facts are not in the journal was changed or forged in the database; ``judging`` ignores it.
    return {
        "promise": given.promise,
        "answer": given.pk,
        "staff": given.answered_by_id,
        "until": given.until,
    }
