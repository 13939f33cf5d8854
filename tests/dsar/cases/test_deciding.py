"""The states of a request, exhaustively, and what case workers may do with it."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import IntegrityError, connection, transaction

from dsar.cases import deciding
from dsar.cases.enums import CLOSED, TRANSITIONS, EventKind, Ground, Right, State, grounds_for
from dsar.cases.errors import GroundNotAllowed, ReasonsMissing, SecondPersonNeeded, TooLateToExtend, WrongState
from dsar.cases.models import Case, CaseEvent, Contact, Job
from dsar.desk.forms import RefuseForm
from privacy.law.deadlines import end_of
from privacy.letters.models import Letter
from privacy.register import in_force
from privacy.register.frozen.rows import Controller
from privacy.retention import operations as retention
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import NOW, case_worker, opened, refused

pytestmark = pytest.mark.usefixtures("rules")
REASONS = "Vi har sammenlignet med kilden, og det som står, er riktig."


def test_only_the_table_of_transitions_is_possible() -> None:
    for before, after in product(State, State):
        case = Case(state=before)
        if after in TRANSITIONS[before]:
            case.become(after)
            assert case.state == after
        else:
            with pytest.raises(WrongState):
                case.become(after)


def test_what_is_closed_stays_closed() -> None:
    """But for what staff open again, and for a file that the owner of the address never asked for."""
    assert TRANSITIONS[State.DONE] == {State.OPEN, State.DISOWNED}
    assert TRANSITIONS[State.REFUSED] == {State.OPEN}
    assert all(TRANSITIONS[state] == frozenset() for state in CLOSED if state not in (State.DONE, State.REFUSED))


@pytest.mark.parametrize("before", list(State))
def test_database_refuses_every_illegal_transition(before: State) -> None:
    """One row for each pair of states: the trigger lets exactly ``TRANSITIONS`` pass."""
    case = opened()
    times = {"closed_at": NOW, "ground": Ground.OTHERS, "reasons": "x", "evidence": "x"}
    passed = set()
    for after in set(State) - {before}:
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL dsar.takes_over = 'on'")
            Case.objects.filter(pk=case.pk).update(state=before, **(times if before in CLOSED else {"closed_at": None}))
            connection.cursor().execute("SET LOCAL dsar.takes_over = ''")
        closing = times if after in CLOSED else {"closed_at": None}
        with suppress(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(state=after, **closing)
            passed.add(after)
    assert passed == TRANSITIONS[before]


def test_database_refuses_a_closed_request_without_time() -> None:
    case = opened()
    with pytest.raises(IntegrityError, match="case_closed_has_time"):
        Case.objects.filter(pk=case.pk).update(state=State.DONE)


@pytest.mark.law("D-05")
def test_database_refuses_a_refusal_without_reasons() -> None:
    case = opened()
    with pytest.raises(IntegrityError, match="case_refused_has_reasons"):
        Case.objects.filter(pk=case.pk).update(state=State.REFUSED, closed_at=NOW, ground=Ground.OTHERS)


def test_database_refuses_an_address_in_a_text_that_is_kept() -> None:
    case = opened()
    with pytest.raises(IntegrityError, match="case_holds_no_address"):
        Case.objects.filter(pk=case.pk).update(reasons="kari@example.com")


def test_history_cannot_be_rewritten() -> None:
    case = opened()
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        CaseEvent.objects.filter(case=case).update(kind=EventKind.NOTED)
    case.delete()
    assert not CaseEvent.objects.exists()


@pytest.mark.law("D-04")
def test_extension_counts_from_receipt_and_is_told_with_reason() -> None:
    case = opened(now=end_of(date(2026, 1, 30)) + timedelta(hours=9))
    deciding.extend(case=case, further_months=2, reason="Mange krav", staff=case_worker(), now=case.received_at)
    case.refresh_from_db()
    assert (case.target_on.isoformat(), case.latest_on.isoformat()) == ("2026-04-30", "2026-04-30")
    letter = sent_letters()[-1]
    assert "Mange krav" in letter.body
    assert "datatilsynet.no" in letter.body


@pytest.mark.law("D-04")
@pytest.mark.parametrize(("days", "is_allowed"), [(0, True), (30, True), (31, True), (32, False), (60, False)])
def test_extension_only_within_the_first_month(days: int, is_allowed: bool) -> None:
    case = opened()  # received 2 March, target 2 April: 31 days
    try:
        deciding.extend(case=case, further_months=1, reason="x", staff=case_worker(), now=NOW + timedelta(days=days))
    except TooLateToExtend:
        assert not is_allowed
    else:
        assert is_allowed


@pytest.mark.law("D-04")
def test_extension_is_never_chained() -> None:
    case, staff = opened(), case_worker()
    deciding.extend(case=case, further_months=1, reason="x", staff=staff, now=NOW)
    with pytest.raises(TooLateToExtend):
        deciding.extend(case=case, further_months=1, reason="x", staff=staff, now=NOW)


@pytest.mark.parametrize("months", [0, 3, -1])
def test_extension_of_another_length_is_refused(months: int) -> None:
    with pytest.raises(TooLateToExtend):
        deciding.extend(case=opened(), further_months=months, reason="x", staff=case_worker(), now=NOW)


def test_extension_without_reason_is_refused() -> None:
    with pytest.raises(ReasonsMissing):
        deciding.extend(case=opened(), further_months=1, reason="  ", staff=case_worker(), now=NOW)


@pytest.mark.law("D-05", "D-36")
def test_refusal_is_told_with_reasons_complaint_and_court() -> None:
    case = opened(Right.RECTIFICATION)
    refused(case=case, ground=Ground.ACCURATE, reasons=REASONS)
    body = sent_letters()[-1].body
    for needed in (REASONS, "https://www.datatilsynet.no", "domstolene", "opplysningene er riktige"):
        assert needed in body


@pytest.mark.law("D-36")
def test_ground_of_another_right_is_refused() -> None:
    for right, ground in product(Right, Ground):
        if ground not in grounds_for(right):
            with pytest.raises(GroundNotAllowed):
                deciding.refuse(
                    case=Case(right=right), ground=ground, reasons=REASONS, evidence=REASONS, staff=User(), now=NOW
                )


@pytest.mark.parametrize(("country", "is_offered"), [("NO", True), ("DE", False), ("GB", False)])
def test_grounds_of_the_norwegian_act_are_for_a_controller_in_norway(
    monkeypatch: pytest.MonkeyPatch, country: str, *, is_offered: bool
) -> None:
    case = opened(Right.ACCESS)
    monkeypatch.setattr(in_force, "controller", lambda: Controller(country=country))
    choices = [value for value, _label in RefuseForm(case=case).fields["ground"].choices]  # type: ignore[attr-defined]
    assert (Ground.NO_SECRECY in choices) is is_offered
    assert Ground.OTHERS in choices
    if not is_offered:
        with pytest.raises(GroundNotAllowed):
            deciding.refuse(
                case=case, ground=Ground.NO_SECRECY, reasons=REASONS, evidence=REASONS, staff=case_worker(), now=NOW
            )


def test_refusal_without_reasons_is_refused() -> None:
    with pytest.raises(ReasonsMissing):
        deciding.refuse(
            case=opened(), ground=Ground.OTHERS, reasons=" ", evidence=REASONS, staff=case_worker(), now=NOW
        )


@pytest.mark.law("D-07", "X-19")
def test_excessive_takes_two_people() -> None:
    case, first, second = opened(), case_worker("en"), case_worker("to")
    deciding.refuse(case=case, ground=Ground.EXCESSIVE, reasons=REASONS, evidence=REASONS, staff=first, now=NOW)
    case.refresh_from_db()
    assert case.state == State.OPEN
    assert not Letter.objects.filter(kind="dsar.refused").exists()
    with pytest.raises(SecondPersonNeeded):
        deciding.refuse(case=case, ground=Ground.EXCESSIVE, reasons=REASONS, evidence=REASONS, staff=first, now=NOW)
    deciding.refuse(case=case, ground=Ground.EXCESSIVE, reasons=REASONS, evidence=REASONS, staff=second, now=NOW)
    case.refresh_from_db()
    assert case.state == State.REFUSED


@pytest.mark.law("D-07", "X-19")
def test_every_refusal_takes_two_people_and_evidence() -> None:
    case, first = opened(), case_worker("en")
    with pytest.raises(ReasonsMissing):
        deciding.refuse(case=case, ground=Ground.OTHERS, reasons=REASONS, evidence=" ", staff=first, now=NOW)
    deciding.refuse(case=case, ground=Ground.OTHERS, reasons=REASONS, evidence="Notat 7", staff=first, now=NOW)
    case.refresh_from_db()
    assert (case.state, case.evidence) == (State.OPEN, "Notat 7")
    with pytest.raises(IntegrityError, match="case_refused_has_reasons"):
        Case.objects.filter(pk=case.pk).update(state=State.REFUSED, closed_at=NOW, evidence="")


def test_another_ground_starts_a_new_proposal() -> None:
    case, first, second = opened(), case_worker("en"), case_worker("to")
    deciding.refuse(case=case, ground=Ground.EXCESSIVE, reasons=REASONS, evidence=REASONS, staff=first, now=NOW)
    deciding.refuse(case=case, ground=Ground.UNFOUNDED, reasons=REASONS, evidence=REASONS, staff=second, now=NOW)
    case.refresh_from_db()
    assert (case.state, case.proposed_by) == (State.OPEN, second)


def test_answer_by_hand_is_on_the_page_and_not_in_the_mail() -> None:
    case = opened(Right.RESTRICTION)
    deciding.answer(case=case, text="Vi bruker dem ikke nå.", staff=case_worker(), now=NOW)
    case.refresh_from_db()
    assert (case.state, case.contact.answer) == (State.DONE, "Vi bruker dem ikke nå.")
    assert "Vi bruker dem ikke" not in sent_letters()[-1].body


def test_rights_answered_by_hand_cannot_be_approved() -> None:
    for right in Right:
        if not right.is_executed:
            with pytest.raises(WrongState):
                deciding.approve(case=opened(right), plan={}, staff=case_worker(str(right)), now=NOW)


def test_closing_frees_the_right_for_a_new_request() -> None:
    case = opened()
    deciding.withdraw(case=case, now=NOW)
    assert opened(now=NOW + timedelta(days=1)).state == State.OPEN


@pytest.mark.law("D-11", "D-35")
def test_contact_goes_thirty_days_after_close_and_the_case_after_three_years() -> None:
    case = opened(Right.HUMAN)
    deciding.answer(case=case, text="Svar", staff=case_worker(), now=NOW)
    retention.run(as_of=NOW + timedelta(days=29), now=NOW)
    assert Contact.objects.exists()
    retention.run(as_of=NOW + timedelta(days=31), now=NOW)
    assert not Contact.objects.exists()
    assert Case.objects.exists()
    retention.run(as_of=NOW + timedelta(days=3 * 366), now=NOW)
    assert not Case.objects.exists()


def test_work_is_nudged_once_committed(django_capture_on_commit_callbacks: object) -> None:
    case, staff = opened(), case_worker()
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[operator]
        deciding.approve(case=case, plan={}, staff=staff, now=NOW)
    assert len(callbacks) == 1
    assert Job.objects.get().case == case
    assert mail.outbox == []
