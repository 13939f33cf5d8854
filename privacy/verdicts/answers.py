"""A member of staff answers for a promise that no program can check."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from privacy.journal import operations as journal
from privacy.law.deadlines import end_of, local_date
from privacy.promises import registry as verdicts
from privacy.retention.queries import retention_end
from privacy.verdicts.errors import AnswerRefused
from privacy.verdicts.models import LONGEST_VALIDITY, PromiseAnswer

ANSWER_RULE = "promises.answer"


def answer(*, promise: str, until: date, note: str, by: User, now: datetime) -> PromiseAnswer:
    """Let ``by`` answer for a promise until and including a day, at most a year on; the newest answer counts.

    Raises ``AnswerRefused`` when a check looks at the promise, when the day has passed or is too far off, or without a
    word about what the answer rests on.
    """
    today = local_date(now)
    if verdicts.has_check(promise) or verdicts.reason_of(promise) is None or not note.strip():
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
    """Return what the journal holds of an answer; a row that says otherwise was changed, or nobody gave it."""
    return {
        "promise": given.promise,
        "answer": given.pk,
        "staff": given.answered_by_id,
        "until": given.until,
    }
