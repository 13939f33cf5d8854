"""Pauses, extensions, reopening and reminders: what moves a date, and what never does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from dsar.cases import asking, clock, deciding, identity, messages, reminders, unanswered
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import ReasonsMissing, TooLateToAsk, TooLateToExtend, WrongState
from dsar.cases.journalled import compare
from dsar.cases.models import Case
from dsar.cases.pauses import Pause
from privacy.journal.models import JournalEntry
from privacy.register import in_force
from privacy.register.purposes.models import Controller
from privacy.staff_news.queries import last_numbers, lines
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import NOW, case_worker, opened
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
DAY = timedelta(days=1)


def _ask(case: Case, now: datetime = NOW) -> Pause:
    doubt, question = "Navnet er et annet enn i avtalen.", "Hvilket produkt bruker du?"
    return identity.ask(case=case, doubt=doubt, question=question, staff=case_worker(f"w{now:%d%H}"), now=now)


def _dates(case: Case) -> tuple[str, str]:
    case.refresh_from_db()
    return case.target_on.isoformat(), case.latest_on.isoformat()


@pytest.mark.law("D-09")
def test_pause_is_an_interval_and_a_shadow_date_never_pauses() -> None:
    case = opened(Right.RECTIFICATION)
    _ask(case, NOW + DAY)
    case.refresh_from_db()
    assert case.state == State.IDENTITY
    messages.write(case=case, text="Festival", staff=None, now=NOW + 9 * DAY)
    assert _dates(case) == ("2026-04-10", "2026-04-10")
    assert case.state == State.OPEN
    shadow = clock.without_pauses(case)
    assert (shadow.target_on, shadow.latest_on) == (date(2026, 4, 2), date(2026, 4, 7))
    assert unanswered.last_day(case, NOW) == date(2026, 4, 10)
    assert list(compare()) == []


@pytest.mark.law("D-09", "D-08")
def test_question_is_asked_promptly_and_with_reason_or_stops_nothing() -> None:
    case = opened()  # on a Monday
    with pytest.raises(TooLateToAsk):
        _ask(case, NOW + 4 * DAY)
    with pytest.raises(ReasonsMissing):
        identity.ask(case=case, doubt=" ", question="?", staff=case_worker("x"), now=NOW)
    assert not Pause.objects.exists()
    _ask(case, NOW + 3 * DAY)
    with pytest.raises(WrongState):
        _ask(case, NOW + 3 * DAY + timedelta(hours=1))
    assert says("We have a question about your request") in sent_letters()[-1].subject


@pytest.mark.law("D-09")
def test_invented_pause_is_seen() -> None:
    case = opened()
    Pause.objects.create(case=case, asked_at=NOW, answered_at=NOW + 30 * DAY, doubt="x", question="y")
    Case.objects.filter(pk=case.pk).update(target_on=date(2026, 5, 2), latest_on=date(2026, 5, 4))
    assert [fault.text for fault in compare()] == ["has a pause of the clock that the journal does not know"]


@pytest.mark.law("D-04")
def test_extension_counts_from_the_receipt_and_adds_the_pause() -> None:
    case = opened(Right.RECTIFICATION)
    _ask(case)
    identity.resume(case=case, now=NOW + 5 * DAY)
    deciding.extend(case=case, further_months=2, reason="Mange saker", staff=case_worker(), now=NOW + 6 * DAY)
    assert _dates(case)[0] == "2026-06-07"
    with pytest.raises(TooLateToExtend):
        deciding.extend(case=case, further_months=1, reason="Mer", staff=case_worker("b"), now=NOW + 7 * DAY)
    assert list(compare()) == []


@pytest.mark.law("D-04")
def test_database_refuses_more_than_three_months() -> None:
    case = opened()
    with pytest.raises(IntegrityError, match="case_extended_to_three_months_at_most"):
        Case.objects.filter(pk=case.pk).update(months=4, extended_at=NOW, extension_reason="x")


@pytest.mark.law("D-03")
def test_recorded_deadline_stays_when_the_company_moves(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"COUNTRY": ""}
    case = opened()
    before = _dates(case)
    Controller.objects.update(country="SE")
    in_force.forget()
    assert unanswered.last_day(case, NOW) == date(2026, 4, 7)
    assert _dates(case) == before
    assert list(compare()) == []
    later = datetime(2026, 4, 17, 9, tzinfo=UTC)
    # 17 May is a Sunday, and no holiday in Sweden; the 18th a working day in both.
    assert _dates(opened(Right.HUMAN, now=later)) == ("2026-05-17", "2026-05-18")
    assert set(Case.objects.values_list("country", flat=True)) == {"NO", "SE"}


def test_reopened_request_has_a_new_month_and_its_history() -> None:
    case = opened(Right.HUMAN)
    deciding.answer(case=case, text="Svar", staff=case_worker(), now=NOW + 20 * DAY)
    deciding.reopen(case=case, reason="Vi svarte på noe annet.", staff=case_worker("b"), now=NOW + 28 * DAY)
    assert _dates(case) == ("2026-04-30", "2026-04-30")
    assert (case.state, case.closed_at, case.retain_until) == (State.OPEN, None, None)
    assert case.contact.is_open
    assert case.events.last().kind == EventKind.REOPENED  # type: ignore[union-attr]
    assert list(compare()) == []


def test_request_is_not_reopened_beside_another_under_the_right() -> None:
    case = opened(Right.HUMAN)
    deciding.answer(case=case, text="Svar", staff=case_worker(), now=NOW + DAY)
    asking.confirm(case_id=_asked_again().pk, now=NOW + 3 * DAY)
    with pytest.raises(WrongState):
        deciding.reopen(case=case, reason="x", staff=case_worker("b"), now=NOW + 4 * DAY)


def _asked_again() -> Case:
    asking.ask(right=Right.HUMAN, address="kari@example.com", message="igjen", language="nb", now=NOW + 2 * DAY)
    return Case.objects.get(state=State.UNVERIFIED)


@pytest.mark.law("D-03")
def test_reminders_go_to_whoever_has_it_and_to_all_when_nothing_is_done() -> None:
    mine, other = case_worker("mine"), case_worker("other")
    case = opened()
    deciding.assign(cases=Case.objects.filter(pk=case.pk), staff=mine, now=NOW)
    told = []
    for left in (8, 7, 6, 3, 2, 1, 0, -1):
        since = last_numbers()
        reminders.remind(now=datetime(2026, 4, 2, 9, tzinfo=UTC) - left * DAY)
        reminders.remind(now=datetime(2026, 4, 2, 9, tzinfo=UTC) - left * DAY)
        until = last_numbers()
        told.append((left, len(lines(mine, since, until)), len(lines(other, since, until))))
    assert [line for line in told if line[1:] != (0, 0)] == [(7, 1, 0), (3, 1, 1), (1, 1, 1)]


@pytest.mark.law("D-03")
def test_colleague_who_acts_keeps_the_reminder() -> None:
    mine, other = case_worker("mine"), case_worker("other")
    case = opened(Right.HUMAN)
    deciding.assign(cases=Case.objects.filter(pk=case.pk), staff=mine, now=NOW)
    due = datetime(2026, 4, 2, 9, tzinfo=UTC)
    reminders.remind(now=due - 7 * DAY)
    deciding.add_note(case=case, text="Venter på arkivet", staff=mine, now=due - 5 * DAY)
    since = last_numbers()
    reminders.remind(now=due - 3 * DAY)
    until = last_numbers()
    assert (len(lines(mine, since, until)), len(lines(other, since, until))) == (1, 0)
    assert JournalEntry.objects.filter(stream="dsar", event="dsar.due").count() == 2
