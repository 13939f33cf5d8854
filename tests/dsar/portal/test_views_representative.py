"""Pages for who asks for somebody else: confirmed by mail, then staff look at the mandate (LAW D-33)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client

from dsar.cases import deciding, links, losses
from dsar.cases.enums import EventKind, Ground, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.journalled import compare
from dsar.cases.mandates import AnswerTo, Mandate, MandateClaim
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.desk.admin_ways_in import WAYS_IN
from dsar.intake import mandates, representatives
from dsar.intake.mandates import Authority
from dsar.intake.representatives import Claim
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from privacy.web import tokens
from tests.dsar.cases.letters.sent import sent_letters
from tests.equal_work import capture_changes
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened, refused
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-33", "D-08", "X-14")]
FORM, LAWYER = "/mine-data/for-en-annen/", "advokat@example.com"
# Whose data it is, at the end of the words for a right.
YOURS = says("A copy of your data").partition(" av ")[2]
THEIRS = says("A copy of their data", context="for somebody else").partition(" av ")[2]
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


def press(client: Client, path: str) -> Any:
    return client.post(path, headers={"sec-fetch-site": "same-origin"})


def link_in_mail() -> str:
    """Send what is due, and return the link to confirm in the only mail."""
    sent_letters()
    (message,) = mail.outbox
    assert message.to == [LAWYER]
    found = re.search(r"https?://\S+/for-en-annen/\S+", str(message.body))
    assert found is not None
    return urlsplit(found[0]).path


def send_and_confirm(client: Client, **values: Any) -> None:
    send(client, **values)
    link = link_in_mail()
    answer = press(client, link)
    assert (answer.status_code, answer["Location"]) == (303, link)
    mail.outbox.clear()


def test_nothing_is_a_request_for_staff_before_the_mailed_link_is_confirmed(client: Client) -> None:
    answer = send(client)
    assert (answer.status_code, answer["Location"]) == (303, f"{FORM}sendt/")
    assert client.get(answer["Location"]).status_code == 200
    assert set(Case.objects.values_list("right", "state", "received_at", "confirmed_at")) == {
        ("access", State.UNVERIFIED, NOW, None),
        ("erasure", State.UNVERIFIED, NOW, None),
    }
    assert set(Contact.objects.values_list("email", flat=True)) == {ADDRESS}
    assert set(MandateClaim.objects.values_list("email", "name")) == {(LAWYER, "Advokat Berg")}
    link = link_in_mail()
    page = client.get(link).content.decode()
    assert "Signert fullmakt av 1. februar" in page
    assert ADDRESS in page
    assert not Case.objects.unanswered().exists(), "a scanner that follows the link confirms nothing"
    assert not CaseEvent.objects.exists()
    assert list(compare()) == []


def test_confirmed_request_is_with_staff_and_counts_from_the_form(client: Client) -> None:
    send(client)
    link = link_in_mail()
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        assert client.post(link, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        press(client, link)
        assert says("The request is with a case worker") in client.get(link).content.decode()
        assert press(client, link).status_code == 410
    assert set(Case.objects.values_list("right", "state", "received_at", "target_on", "retain_until")) == {
        ("access", State.ENTERED, NOW, date(2026, 4, 2), None),
        ("erasure", State.ENTERED, NOW, date(2026, 4, 2), None),
    }
    assert not Contact.objects.exclude(retain_until=None).exists()
    assert not MandateClaim.objects.exclude(retain_until=None).exists()
    assert CaseEvent.objects.filter(kind=EventKind.ASKED_FOR).count() == 2
    assert [message.to for message in mail.outbox] == [[LAWYER]]
    assert list(compare()) == []


def test_owner_of_the_address_says_that_they_asked_nothing(client: Client) -> None:
    send(client)
    link = link_in_mail()
    assert press(client, f"{link}ikke-meg/").status_code == 200
    assert set(Case.objects.values_list("state", flat=True)) == {State.DISOWNED}
    for answer in (client.get(link), press(client, link), press(client, f"{link}ikke-meg/")):
        assert answer.status_code == 410
    assert list(compare()) == []


def test_link_of_another_kind_opens_nothing(client: Client) -> None:
    send(client, rights=["access"])
    case = Case.objects.get()
    for purpose in (links.CONFIRM, links.CASE, links.VISIT):
        assert client.get(f"{FORM}{tokens.make_token(purpose, case.pk)}/").status_code == 404
    own = opened(Right.ERASURE)
    assert client.get(f"{FORM}{tokens.make_token(links.CLAIM, own.pk)}/").status_code == 410
    assert client.get(f"/mine-data/bekreft/{tokens.make_token(links.CLAIM, case.pk)}/").status_code == 404


def test_unconfirmed_request_goes_and_takes_the_claim_along(client: Client) -> None:
    send(client)
    retention.run(as_of=NOW + timedelta(days=31), now=NOW)
    assert not Case.objects.exists()
    assert not MandateClaim.objects.exists()


def test_address_gets_only_so_many_letters_a_day() -> None:
    for number in range(representatives.MOST_LETTERS_A_DAY + 2):
        representatives.ask_for(
            rights=[Right.ACCESS],
            person=f"person{number}@example.com",
            claim=Claim(name="Berg", address=f"advokat+{number}@example.com", statement="Fullmakt"),
            language="nb",
            now=NOW,
        )
    sent_letters()
    assert len(mail.outbox) == representatives.MOST_LETTERS_A_DAY
    assert {letter.due_at for letter in Letter.objects.filter(ended_at=None)} == {NOW + timedelta(days=400 + 1)}


@pytest.mark.parametrize("confirms", [True, False])
def test_request_that_a_restore_lost_is_asked_about_at_its_representative_only(client: Client, confirms: bool) -> None:
    send(client, rights=["access"])
    if confirms:
        press(client, link_in_mail())
    (lost,) = losses._changed(NOW - timedelta(days=1))
    Case.objects.all().delete()
    Letter.objects.all().delete()
    assert losses._carry([lost], NOW)
    assert MandateClaim.objects.count() == 1
    assert {letter.kind for letter in Letter.objects.all()} == (set() if confirms else {"dsar.confirm_claim"})


@pytest.mark.law("D-03")
def test_what_others_asked_does_not_move_the_persons_own_request(client: Client) -> None:
    send(client, rights=["access"])
    assert opened(Right.ACCESS, now=NOW + timedelta(days=5)).received_at == NOW + timedelta(days=5)


@pytest.mark.law("D-32")
def test_words_fit_who_asks_for_somebody_else(client: Client) -> None:
    send(client, rights=["access"])
    link = link_in_mail()
    for page in (FORM, link):
        text = client.get(page).content.decode().partition("<main")[2].partition("</main>")[0]
        assert THEIRS in text
        assert YOURS not in text
    assert THEIRS in str(mail.outbox[0].body)
    assert YOURS not in str(mail.outbox[0].body)


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
    send_and_confirm(client, rights=["access"])
    case = Case.objects.get()
    client.force_login(case_worker("a"))
    page = client.get(f"/admin/dsar/case/{case.pk}/change/").content.decode()
    assert "Signert fullmakt av 1. februar" in page
    first = re.search(r'class="button default" href="([^"]+)"', page)
    assert first is not None
    assert first[1].endswith(f"{case.pk}/mandate/"), "what the request waits for comes first"
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
    with pytest.raises(WrongState):
        refused(case=Case.objects.get(), ground=Ground.UNIDENTIFIED, reasons="Ingen har bekreftet.")
    press(client, link_in_mail())
    mail.outbox.clear()
    refused(case=Case.objects.get(), ground=Ground.UNIDENTIFIED, reasons="Fullmakten viser ikke hvem den gjelder.")
    sent_letters()
    assert [message.to for message in mail.outbox] == [[LAWYER]]
    assert YOURS not in str(mail.outbox[0].body)
    assert MandateClaim.objects.get().retain_until is not None


def test_claim_hands_out_nothing_and_holds_nothing_back(client: Client) -> None:
    send_and_confirm(client, rights=["access"])
    case = Case.objects.get()
    with pytest.raises(Exception, match="no longer in a state"):
        deciding.approve(case=case, plan={}, staff=case_worker(), now=NOW)
    assert not Case.objects.holding_back_deletion(NOW).exists()
    # The person's own request is another one, which it does not delay.
    assert opened(Right.ACCESS).state == State.OPEN
