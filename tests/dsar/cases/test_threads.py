"""Nothing that was asked is missed: questions are listed and ticked before a request is answered."""

import pytest
from django.db import IntegrityError, transaction

from dsar.cases import deciding, threads
from dsar.cases.enums import Ground, Right, State
from dsar.cases.errors import QuestionsOpen, ReasonsMissing, WrongState
from dsar.cases.journalled import compare
from dsar.cases.models import Case
from dsar.cases.questions import Question, QuestionState
from dsar.cases.threads import Settled
from tests.factories.dsar import NOW, approved, case_worker, opened

pytestmark = pytest.mark.usefixtures("rules")
LETTER = """Hei. Jeg skriver igjen, se GDPR art. 15.
Hvem har fått dataene mine? Og hvor lenge lagres de?

1. En kopi av alt dere har om meg
2) Kilden til hver opplysning?
- Overføringer til land utenfor EØS

Jeg forventer svar."""
QUESTIONS = [
    "Hvem har fått dataene mine?",
    "Og hvor lenge lagres de?",
    "En kopi av alt dere har om meg",
    "Kilden til hver opplysning?",
    "Overføringer til land utenfor EØS",
]


def _listed(right: Right = Right.HUMAN) -> tuple[Case, list[Question]]:
    case = opened(right, message=LETTER)
    threads.list_questions(case=case, texts=QUESTIONS[:2], staff=case_worker("lister"), now=NOW)
    return case, list(Question.objects.filter(case=case))


def test_lines_of_lists_and_sentences_that_ask_are_proposed_in_their_order() -> None:
    assert threads.proposed(LETTER) == QUESTIONS
    assert threads.proposed("Ikke noe å spørre om. Bare takk.") == []


@pytest.mark.law("D-21")
def test_request_is_not_answered_while_a_question_is_open() -> None:
    case, (first, second) = _listed()
    staff = case_worker("svarer")
    with pytest.raises(QuestionsOpen):
        deciding.answer(case=case, text="Her er svaret.", staff=staff, now=NOW)
    answered = {first.pk: Settled(state=QuestionState.ANSWERED, note="Avsnitt 2 i svaret")}
    assert threads.settle(case=case, settled=answered, staff=staff, now=NOW) == 1
    with pytest.raises(QuestionsOpen):
        deciding.answer(case=case, text="Her er svaret.", staff=staff, now=NOW)
    aside = {second.pk: Settled(state=QuestionState.SET_ASIDE, note="Samme som spørsmål 1")}
    threads.settle(case=case, settled=aside, staff=staff, now=NOW)
    deciding.answer(case=case, text="Her er svaret.", staff=staff, now=NOW)
    assert Case.objects.get().state == State.DONE
    assert list(compare()) == []


def test_question_is_set_aside_with_a_reason_or_not_at_all() -> None:
    case, (first, _second) = _listed()
    for state in (QuestionState.SET_ASIDE, QuestionState.ANSWERED):
        with pytest.raises(ReasonsMissing):
            threads.settle(
                case=case, settled={first.pk: Settled(state=state, note=" ")}, staff=case_worker(state), now=NOW
            )
    with pytest.raises(IntegrityError, match="question_settled_says_where_or_why"), transaction.atomic():
        Question.objects.filter(pk=first.pk).update(state=QuestionState.SET_ASIDE, settled_at=NOW)


def test_copy_is_not_approved_and_nothing_refused_while_a_question_is_open() -> None:
    case, _questions = _listed(Right.OTHER_USE)
    for number in (1, 2):
        staff = case_worker(f"avslår-{number}")
        if number == 2:
            with pytest.raises(QuestionsOpen):
                deciding.refuse(
                    case=case, ground=Ground.UNFOUNDED, reasons="Se over.", evidence="Notat", staff=staff, now=NOW
                )
            continue
        deciding.refuse(case=case, ground=Ground.UNFOUNDED, reasons="Se over.", evidence="Notat", staff=staff, now=NOW)
    other = opened(Right.ACCESS, address="ola@example.com")
    threads.list_questions(case=other, texts=["Hvem?"], staff=case_worker("c"), now=NOW)
    with pytest.raises(QuestionsOpen):
        approved(case=other, staff=case_worker("d"), now=NOW)


def test_repeated_letter_brings_only_what_is_new() -> None:
    case, _questions = _listed()
    assert threads.not_listed(case) == QUESTIONS[2:]
    threads.list_questions(case=case, texts=[*QUESTIONS[:2], "Hva koster det?"], staff=case_worker("b"), now=NOW)
    assert [question.number for question in Question.objects.all()] == [1, 2, 3]


def test_answered_request_takes_no_more_questions() -> None:
    case = opened(Right.HUMAN, message="Hei?")
    deciding.withdraw(case=case, now=NOW)
    with pytest.raises(WrongState):
        threads.list_questions(case=case, texts=["Hei?"], staff=case_worker(), now=NOW)
