"""Answers of staff for promises without check."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from privacy.journal.models import JournalEntry
from privacy.policy import publishing
from privacy.policy.errors import PublicationRefused
from privacy.register.frozen.register import Register
from privacy.register.promises import catalogue
from privacy.register.promises import registry as promises
from privacy.register.promises.registry import Unknowable, kept
from privacy.register.statements.models import Statement
from privacy.verdicts import answers, judging
from privacy.verdicts.errors import AnswerRefused
from privacy.verdicts.models import PromiseAnswer
from tests.factories.privacy import NOW, TODAY, RetentionRuleFactory, StatementFactory, passage
from tests.privacy.conftest import Promising, known_promise
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register", "unknowable")]
WHY = "Ingen maskin kan se om noen leser e-posten."


@pytest.fixture
def unknowable(register: None, replace_entries: ReplaceEntries, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_entries(promises.promises, {"P60": Unknowable(reason=WHY)})
    monkeypatch.setattr(catalogue, "all_promises", lambda: {"P60": known_promise("P60")})
    RetentionRuleFactory.create(key="promises.answer", days=None, months=24)


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("kari@example.com", "kari@example.com", "x", is_staff=True)


def answer(staff: User, until: date = TODAY + timedelta(days=90), **more: object) -> PromiseAnswer:
    facts: dict[str, object] = {"promise": "P60", "note": "Vi leser innboksen hver dag.", "now": NOW, **more}
    return answers.answer(until=until, by=staff, **facts)  # type: ignore[arg-type]


def judged(now: object = NOW) -> judging.Result:
    (result,) = judging.judge(register=Register(), now=now)  # type: ignore[arg-type]
    return result


def test_nobody_answers_yet() -> None:
    result = judged()
    assert result.as_json() == {
        "id": "P60",
        "verdict": "unproven",
        "figure": says("nobody answers for it"),
        "reason": WHY,
    }


def test_answer_keeps_the_promise_until_its_day_and_not_longer(staff: User) -> None:
    answer(staff, until=TODAY + timedelta(days=2))
    assert (judged().verdict.kind, judged().verdict.figure) == (
        "kept",
        says("answered for until %(day)s", day="12. mars 2026"),
    )
    assert judged().verdict.reason == WHY
    assert judged(NOW + timedelta(days=2)).verdict.kind == "kept"
    ended = judged(NOW + timedelta(days=3)).verdict
    assert (ended.kind, ended.figure) == ("unproven", says("the answer ended %(day)s", day="12. mars 2026"))


def test_newest_answer_counts(staff: User) -> None:
    answer(staff, until=TODAY + timedelta(days=90))
    answer(staff, until=TODAY)
    assert judged(NOW + timedelta(days=1)).verdict.kind == "unproven"


def test_answer_of_somebody_who_left_is_none(staff: User) -> None:
    answer(staff)
    User.objects.update(is_active=False)
    assert judged().verdict.reason == says("The account of who answered is closed.")
    staff.delete()
    assert not PromiseAnswer.objects.exists()
    assert judged().verdict.kind == "unproven"


@pytest.mark.law("P60", "P6", "P16", "P33", "P35", "P41", "A-15")
def test_answer_that_the_journal_does_not_know_keeps_nothing(staff: User) -> None:
    given = answer(staff)
    PromiseAnswer.objects.filter(pk=given.pk).update(until=given.until + timedelta(days=200))
    assert (judged().verdict.kind, judged().verdict.reason) == (
        "unproven",
        says("The journal does not know this answer."),
    )
    PromiseAnswer.objects.filter(pk=given.pk).update(until=given.until)
    assert judged().verdict.kind == "kept"
    given.pk, given.given_on = None, TODAY + timedelta(days=1)
    given.save()
    assert judged().verdict.kind == "unproven"


def test_answer_is_journalled_without_a_word_of_it(staff: User) -> None:
    given = answer(staff)
    entry = JournalEntry.objects.get(event="promise.answered")
    assert json.loads(entry.facts) == {
        "promise": "P60",
        "answer": given.pk,
        "staff": staff.pk,
        "until": given.until.isoformat(),
    }


def test_answer_is_kept_for_two_years_after_its_end(staff: User) -> None:
    given = answer(staff, until=date(2026, 6, 1))
    assert given.retain_until.date().isoformat() in ("2028-06-01", "2028-06-02")


@pytest.mark.parametrize(
    "wrong",
    [
        {"promise": "P1"},
        {"note": "  "},
        {"until": TODAY - timedelta(days=1)},
        {"until": TODAY + timedelta(days=367)},
    ],
)
def test_answer_that_says_nothing_is_refused(staff: User, wrong: dict[str, object]) -> None:
    with pytest.raises(AnswerRefused):
        answer(staff, **wrong)  # type: ignore[arg-type]
    assert not PromiseAnswer.objects.exists()


def test_nobody_can_answer_in_the_place_of_a_check(staff: User, replace_entries: ReplaceEntries) -> None:
    replace_entries(promises.promises, {"P60": lambda _facts: kept("1")})
    with pytest.raises(AnswerRefused):
        answer(staff)


@pytest.mark.parametrize("days", [-1, 367])
def test_database_holds_the_bounds_of_an_answer(staff: User, days: int) -> None:
    given = answer(staff)
    with pytest.raises(IntegrityError, match="promise_answer"), transaction.atomic():
        PromiseAnswer.objects.filter(pk=given.pk).update(until=TODAY + timedelta(days=days))


def test_publication_waits_for_the_answer(staff: User) -> None:
    StatementFactory.create(key="contact", promises=["P60"])
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    (reason,) = refusal.value.reasons
    assert WHY.rstrip(".") in reason
    answer(staff)
    assert publishing.publish(now=NOW).number == 1


def test_statement_with_other_words_needs_no_answer(promising: Promising, monkeypatch: pytest.MonkeyPatch) -> None:
    StatementFactory.create(
        promises=["P60"], text=passage("Kontakt", "Vi svarer."), otherwise=passage("Kontakt", "Skriv til oss.")
    )
    assert "Skriv til oss." in publishing.publish(now=NOW).texts.get(language="nb").html
    assert Statement.objects.filter(promises=["P60"]).count() == 1
