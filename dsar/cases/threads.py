"""List the questions of a request, tick them off, and refuse to answer while one is open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases.enums import EventKind, State
from dsar.cases.errors import QuestionsOpen, ReasonsMissing, WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, CaseEvent, CaseMessage, Contact
from dsar.cases.questions import LONGEST_QUESTION, Question, QuestionState
from privacy.journal import operations as journal

MOST_QUESTIONS = 100
# A line of a list, and what ends with a question mark.
_LISTED = re.compile(r"^\s*(?:\d{1,3}[.)]|[a-zæøå][.)]|[-*•–])\s+(.+)$", re.MULTILINE | re.IGNORECASE)
_ASKED = re.compile(r"[^.!?\n]+\?")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of a question: answered, and where; or set aside, and why."""

    state: QuestionState
    note: str


def proposed(text: str) -> list[str]:
    """Return what looks like the questions of a text, in their order: lines of a list, and sentences that ask.

    A proposal: staff read the text themselves, because what is asked for without a sign is not found.
    """
    found = [(match.start(1), match[1]) for match in _LISTED.finditer(text)]
    listed = [(match.start(), match.end()) for match in _LISTED.finditer(text)]
    found += [
        (match.start(), match[0])
        for match in _ASKED.finditer(text)
        if not any(begin <= match.start() < end for begin, end in listed)
    ]
    questions = (_SPACE.sub(" ", words).strip()[:LONGEST_QUESTION] for _place, words in sorted(found))
    return list(dict.fromkeys(question for question in questions if question))


def words_of(case: Case) -> str:
    """Return everything that the person wrote in a request, the oldest first."""
    contact = Contact.objects.filter(case=case).first()
    messages = CaseMessage.objects.filter(case=case, staff=None).values_list("text", flat=True)
    return "\n\n".join(text for text in (contact.message if contact else "", *messages) if text)


def not_listed(case: Case) -> list[str]:
    """Return what looks like a question of the person and is not in the list yet."""
    listed = set(Question.objects.filter(case=case).values_list("text", flat=True))
    return [question for question in proposed(words_of(case)) if question not in listed]


def list_questions(*, case: Case, texts: Sequence[str], staff: User, now: datetime) -> list[Question]:
    """Add questions to the list of a request that waits. Raises ``ReasonsMissing`` for none, ``WrongState``."""
    wanted = list(dict.fromkeys(_SPACE.sub(" ", text).strip()[:LONGEST_QUESTION] for text in texts if text.strip()))
    if not wanted:
        raise ReasonsMissing
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.state not in (State.OPEN, State.IDENTITY):
            raise WrongState
        known = list(Question.objects.filter(case=case))
        fresh = [text for text in wanted if text not in {question.text for question in known}]
        first = max((question.number for question in known), default=0) + 1
        if first + len(fresh) - 1 > MOST_QUESTIONS:
            raise WrongState
        rows = [
            Question(case=case, number=number, text=text, listed_at=now)
            for number, text in enumerate(fresh, start=first)
        ]
        Question.objects.bulk_create(rows)
        CaseEvent.objects.create(case=case, kind=EventKind.QUESTIONS, at=now, staff=staff.pk)
        facts: journal.Facts = {"case": case.pk, "questions": len(rows), "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.questions_listed", facts=facts, now=now)
    return rows


def settle(*, case: Case, settled: Mapping[UUID, Settled], staff: User, now: datetime) -> int:
    """Tick questions off: say where each is answered, or why it is set aside; return how many.

    Raises ``ReasonsMissing`` without words, and ``WrongState`` once the request is answered.
    """
    if not all(one.note.strip() for one in settled.values()):
        raise ReasonsMissing
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.state not in (State.OPEN, State.IDENTITY):
            raise WrongState
        waiting = list(Question.objects.open().filter(case=case, pk__in=settled).select_for_update(of=("self",)))
        for question in waiting:
            one = settled[question.pk]
            question.state, question.note = one.state, one.note.strip()
            question.settled_at, question.settled_by = now, staff.pk
            question.save(update_fields=["state", "note", "settled_at", "settled_by"])
        aside = sum(question.state == QuestionState.SET_ASIDE for question in waiting)
        facts: journal.Facts = {
            "case": case.pk, "answered": len(waiting) - aside, "set_aside": aside, "staff": staff.pk,
        }  # fmt: skip
        journal.append(stream=STREAM, event="dsar.questions_settled", facts=facts, now=now)
    return len(waiting)


def require_settled(case: Case) -> None:
    """Raise ``QuestionsOpen`` while a question of a request is neither answered nor set aside."""
    if Question.objects.open().filter(case=case).exists():
        raise QuestionsOpen
