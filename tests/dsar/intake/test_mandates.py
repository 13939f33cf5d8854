"""Somebody asks for somebody else: the mandate is looked at, and the person is told and can say no (LAW D-33)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from dsar.cases import deciding, links
from dsar.cases.enums import EventKind, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.journalled import compare
from dsar.cases.mandates import AnswerTo, Mandate
from dsar.cases.models import Case, CaseEvent
from dsar.cases.paper import PaperLetter
from dsar.cases.told import ToldAddress
from dsar.intake import mandates
from dsar.intake.errors import MandateEnded, NationalNumber, NoWayToAnswer
from dsar.intake.mandates import Authority
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.dsar.intake.test_operations import BY_POST, taken_in
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-33")]
LAWYER = "advokat@example.com"
AUTHORITY = Authority(
    name="Advokat Berg",
    address=LAWYER,
    scope="Be om kopi av alle opplysninger",
    statement="Signert fullmakt av 1. februar, skannet i saken",
    valid_until=date(2026, 6, 1),
    answer_to=AnswerTo.REPRESENTATIVE,
)


def _accepted(**values: Any) -> Case:
    return mandates.accept(case=taken_in(), authority=replace(AUTHORITY, **values), staff=case_worker(), now=NOW)


def _mails() -> dict[str, list[str]]:
    for letter in Letter.objects.unsent().order_by("due_at", "pk"):
        letters.send(letter_id=letter.pk, now=max(NOW, letter.due_at))
    found: dict[str, list[str]] = {}
    for one in mail.outbox:
        found.setdefault(one.to[0], []).append(str(one.body))
    return found


def test_person_is_told_on_their_own_channel_and_the_answer_goes_where_the_mandate_says() -> None:
    case = _accepted()
    assert case.state == State.OPEN
    sent = _mails()
    assert any("Advokat Berg" in body for body in sent[ADDRESS])
    assert len(sent[LAWYER]) == 1
    assert CaseEvent.objects.get(kind=EventKind.MANDATE_SEEN).staff is not None
    assert list(compare()) == []


def test_answer_goes_to_the_person_where_the_mandate_says_so() -> None:
    _accepted(answer_to=AnswerTo.PERSON)
    assert LAWYER not in _mails()


def test_copy_waits_so_that_the_person_can_say_no(client: Client) -> None:
    case = _accepted()
    _mails()
    job = approved(case=case, staff=case_worker("b"), now=NOW)
    assert job.starts_at == NOW + timedelta(days=7)
    path = links.known_link(ToldAddress.objects.get().pk, "nb").removeprefix("http://127.0.0.1:8000")
    assert client.post(f"{path}ikke-meg/").status_code == 200
    case.refresh_from_db()
    assert case.state == State.DISOWNED


def test_wait_is_a_setting(settings: Any) -> None:
    settings.DSAR = settings.DSAR | {"MANDATE_WAIT_DAYS": 2}
    assert approved(case=_accepted(), staff=case_worker("b"), now=NOW).starts_at == NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"scope": " "}, ReasonsMissing),
        ({"statement": ""}, ReasonsMissing),
        ({"valid_until": date(2026, 3, 1)}, MandateEnded),
        ({"address": ""}, NoWayToAnswer),
        ({"statement": "Fullmakt fra 01019012345"}, NationalNumber),
    ],
)
def test_mandate_that_is_not_whole_opens_nothing(values: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        _accepted(**values)
    assert Case.objects.get().state == State.ENTERED
    assert not Mandate.objects.exists()


def test_only_what_staff_took_in_is_opened_by_a_mandate() -> None:
    case = _accepted()
    with pytest.raises(WrongState):
        mandates.accept(case=case, authority=AUTHORITY, staff=case_worker("b"), now=NOW)


def test_person_without_mailbox_is_told_on_paper() -> None:
    mandates.accept(case=taken_in(asker=BY_POST), authority=AUTHORITY, staff=case_worker(), now=NOW)
    assert list(_mails()) == [LAWYER]
    assert PaperLetter.objects.get().kind == "dsar.known"


def test_mandate_ends_with_the_words_of_the_request() -> None:
    case = _accepted()
    deciding.withdraw(case=case, now=NOW)
    assert Mandate.objects.get().retain_until is not None
