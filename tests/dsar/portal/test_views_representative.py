"""The form for who asks for somebody else: staff look at the mandate, and nobody is written to before (LAW D-33)."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from dsar.cases import deciding
from dsar.cases.enums import EventKind, Ground, Right, State
from dsar.cases.journalled import compare
from dsar.cases.mandates import AnswerTo, Mandate, MandateClaim
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.desk.admin_ways_in import WAYS_IN
from dsar.intake import mandates
from dsar.intake.mandates import Authority
from privacy.letters.models import Letter
from tests.dsar.cases.letters.sent import sent_letters
from tests.equal_work import capture_changes
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened, refused

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-33", "D-08", "X-14")]
FORM, LAWYER = "/mine-data/for-en-annen/", "advokat@example.com"
WHOLE = {
    "name": "Advokat Berg",
    "email": LAWYER,
    "person": ADDRESS,
    "statement": "Signert fullmakt av 1. februar",
    "rights": ["access", "erasure"],
}
AUTHORITY = Authority(
    name="Advokat Berg",
    address=LAWYER,
    scope="Be om kopi",
    statement="Signert fullmakt, vist på skjerm",
    valid_until=None,
    answer_to=AnswerTo.REPRESENTATIVE,
)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def send(client: Client, **values: Any) -> Any:
    return client.post(FORM, WHOLE | values, headers={"sec-fetch-site": "same-origin"})


def test_portal_leads_to_the_form(client: Client) -> None:
    assert FORM in client.get("/mine-data/").content.decode()
    page = client.get(FORM).content.decode()
    assert 'type="file"' not in page
    assert client.get("/en/my-data/for-somebody-else/").status_code == 200


def test_request_waits_for_staff_and_nobody_is_written_to(client: Client) -> None:
    answer = send(client)
    assert (answer.status_code, answer["Location"]) == (303, f"{FORM}sendt/")
    assert client.get(answer["Location"]).status_code == 200
    assert set(Case.objects.values_list("right", "state", "received_at", "confirmed_at")) == {
        ("access", State.ENTERED, NOW, None),
        ("erasure", State.ENTERED, NOW, None),
    }
    assert set(Contact.objects.values_list("email", flat=True)) == {ADDRESS}
    assert set(MandateClaim.objects.values_list("email", "name")) == {(LAWYER, "Advokat Berg")}
    assert not Letter.objects.exists()
    assert CaseEvent.objects.filter(kind=EventKind.ASKED_FOR).count() == 2
    assert list(compare()) == []


@pytest.mark.law("X-35")
def test_answer_and_work_are_the_same_for_every_address(client: Client) -> None:
    opened(Right.ACCESS, address="known@example.com")
    send(client, person="first@example.com")
    seen = []
    for person in ("known@example.com", "unknown@example.com"):
        with capture_changes() as changes:
            answer = send(client, person=person)
        seen.append((answer.status_code, answer["Location"], changes.rows))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "values",
    [
        {"name": " "},
        {"email": "nobody"},
        {"person": ""},
        {"person": "nobody"},
        {"person": "Advokat@Example.com"},
        {"statement": ""},
        {"statement": "Verge for 01010112345"},
        {"statement": "x" * 4001},
        {"rights": []},
        {"rights": ["nothing"]},
    ],
)
def test_what_is_not_whole_is_asked_for_again(client: Client, values: dict[str, Any]) -> None:
    answer = send(client, **values)
    assert answer.status_code == 422
    assert "no-store" in answer["Cache-Control"]
    assert not Case.objects.exists()


def test_form_of_another_site_is_refused(client: Client) -> None:
    assert client.post(FORM, WHOLE, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_staff_accept_and_only_then_the_person_is_told(client: Client) -> None:
    send(client, rights=["access"])
    case = Case.objects.get()
    client.force_login(case_worker("a"))
    page = client.get(f"/admin/dsar/case/{case.pk}/change/").content.decode()
    assert "Signert fullmakt av 1. februar" in page
    decision = next(one for one in WAYS_IN if one.name == "mandate")
    assert decision.form(None, case).initial["email"] == LAWYER
    mandates.accept(case=case, authority=AUTHORITY, staff=case_worker("b"), now=NOW)
    assert not MandateClaim.objects.exists()
    assert Mandate.objects.get().email == LAWYER
    sent_letters()
    assert {message.to[0] for message in mail.outbox} == {ADDRESS, LAWYER}
    assert approved(case=Case.objects.get(), staff=case_worker("c"), now=NOW).starts_at > NOW
    assert list(compare()) == []


def test_refusal_goes_to_who_asked_and_not_to_the_person(client: Client) -> None:
    send(client, rights=["access"])
    refused(case=Case.objects.get(), ground=Ground.UNIDENTIFIED, reasons="Fullmakten viser ikke hvem den gjelder.")
    sent_letters()
    assert [message.to for message in mail.outbox] == [[LAWYER]]
    assert MandateClaim.objects.get().retain_until is not None


def test_claim_hands_out_nothing_and_holds_nothing_back(client: Client) -> None:
    send(client, rights=["access"])
    case = Case.objects.get()
    with pytest.raises(Exception, match="no longer in a state"):
        deciding.approve(case=case, plan={}, staff=case_worker(), now=NOW)
    assert not Case.objects.holding_back_deletion(NOW).exists()
    # The person's own request is another one, which it does not delay.
    assert opened(Right.ACCESS).state == State.OPEN
