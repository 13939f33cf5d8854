"""Ask who somebody is, where there is reason to doubt it; the clock stands still until the answer (LAW D-08, D-09)."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases import clock
from dsar.cases.enums import EventKind, State
from dsar.cases.errors import ReasonsMissing, TooLateToAsk, WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, CaseEvent
from dsar.cases.pauses import Pause
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.letters import operations as letters

IDENTITY_LETTER = "dsar.identity"


def ask(*, case: Case, doubt: str, question: str, staff: User, now: datetime) -> Pause:
    """Ask the person a question of identity and stop the clock.

    Raises ``ReasonsMissing`` without a doubt in words or a question, ``TooLateToAsk`` later than three working days
    after the receipt, and ``WrongState``.
    """
    if not doubt.strip() or not question.strip():
        raise ReasonsMissing
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if local_date(now) > clock.last_day_to_ask(case):
            raise TooLateToAsk
        case.become(State.IDENTITY)
        case.save(update_fields=["state"])
        pause = Pause.objects.create(case=case, asked_at=now, doubt=doubt.strip(), question=question.strip())
        CaseEvent.objects.create(case=case, kind=EventKind.IDENTITY_ASKED, at=now, staff=staff.pk)
        letters.post(kind=IDENTITY_LETTER, object_id=case.pk, now=now)
        facts: journal.Facts = {"case": case.pk, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.paused", facts=facts, now=now)
    return pause


def resume(*, case: Case, now: datetime, staff: User | None = None) -> Case:
    """Let the clock go on: the person has answered, or staff need no answer any more. Raises ``WrongState``."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.state != State.IDENTITY:
            raise WrongState
        Pause.objects.filter(case=case, answered_at=None).update(answered_at=now)
        case.become(State.OPEN)
        case.set_deadline(clock.deadline(case, now=now))
        case.reminded_days = None
        case.save(update_fields=["state", "target_on", "latest_on", "reminded_days"])
        CaseEvent.objects.create(case=case, kind=EventKind.IDENTITY_GIVEN, at=now, staff=staff.pk if staff else None)
        facts: journal.Facts = {
            "case": case.pk,
            "days": clock.days_paused(case, now),
            "target": case.target_on,
            "latest": case.latest_on,
        }
        journal.append(stream=STREAM, event="dsar.resumed", facts=facts, now=now)
    return case


def running(case: Case) -> Pause | None:
    """Return the question that a request waits for, if there is one."""
    return Pause.objects.filter(case=case, answered_at=None).first()
