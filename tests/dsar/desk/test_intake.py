"""The pages where staff take requests in, print letters, tick questions off, and join addresses of one person."""

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dsar.cases.enums import Channel, EventKind, Right, State
from dsar.cases.files import CaseFile
from dsar.cases.letters.models import SentLetter
from dsar.cases.mandates import Mandate
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.cases.paper import PaperLetter
from dsar.cases.questions import Question, QuestionState
from dsar.people.models import SameAddress
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened
from tests.seen import confirmed

pytestmark = pytest.mark.usefixtures("rules")
TAKE_IN = "admin:dsar_case_take_in"
LETTER = {
    "channel": "letter",
    "arrived_on": "2026-02-20",
    "rights": [Right.ACCESS.value, Right.ERASURE.value],
    "words": "Jeg vil ha en kopi. Hvem har fått dataene mine?",
    "postal": "Kari Nordmann\nStorgata 1\n0155 Oslo",
    "language": "nb",
}


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def worker(client: Client) -> Client:
    client.force_login(case_worker("mottak", "view_case", "work_case"))
    client.cookies["django_language"] = "nb"
    return client


def _page(case: Case, name: str) -> str:
    return reverse(f"admin:dsar_case_{name}", args=[case.pk])


def _taken_in(worker: Client, **values: Any) -> Case:
    given = {key: value for key, value in {**LETTER, **values}.items() if value}
    assert confirmed(worker, reverse(TAKE_IN), given).status_code == 302
    return Case.objects.earliest("right")


@pytest.mark.law("X-16")
def test_letter_is_taken_in_after_what_follows_was_seen(worker: Client) -> None:
    page = worker.post(reverse(TAKE_IN), LETTER).content.decode()
    assert "20. mars 2026" in page
    assert not Case.objects.exists(), "nothing before it was seen"
    case = _taken_in(worker)
    assert {one.state for one in Case.objects.all()} == {State.ENTERED}
    assert {one.channel for one in Case.objects.all()} == {Channel.LETTER}
    assert case.reference in worker.get(reverse("admin:dsar_case_changelist")).content.decode()
    assert "Storgata 1" in worker.get(_page(case, "change")).content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"arrived_on": "2026-03-03"},
        {"arrived_on": "2025-01-01"},
        {"postal": ""},
        {"words": "Nummeret mitt er 01019012345"},
        {"seen_by": "known"},
        {"seen_by": "known", "reason": "Nummer 010190 12345"},
        {"is_by_post": "on", "postal": "", "email": ADDRESS},
        {"channel": "form"},
    ],
)
def test_form_says_what_is_wrong_and_enters_nothing(worker: Client, values: dict[str, str]) -> None:
    page = worker.post(reverse(TAKE_IN), {**LETTER, **values}).content.decode()
    assert "errorlist" in page
    assert 'name="seen"' not in page
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["reader", "outsider"])
def test_who_may_not_work_takes_nothing_in(client: Client, name: str) -> None:
    client.force_login(case_worker(name, "view_case" if name == "reader" else "view_job"))
    case = opened()
    for page in (reverse(TAKE_IN), _page(case, "add_file"), _page(case, "same")):
        assert {client.get(page).status_code, client.post(page, LETTER).status_code} == {403}
    assert Case.objects.count() == 1


@pytest.mark.law("X-16", "D-08")
def test_identity_is_said_and_the_letter_printed_and_marked_as_sent(worker: Client) -> None:
    case = _taken_in(worker, rights=[Right.HUMAN.value])
    assert worker.get(_page(case, "preview")).status_code == 404, "nothing is shown before it is known who asked"
    given = {"seen_by": "called_back", "reason": "Vi ringte nummeret i avtalen."}
    assert confirmed(worker, _page(case, "see-identity"), given).status_code == 302
    for letter in Letter.objects.unsent():
        letters.send(letter_id=letter.pk, now=NOW)
    paper = PaperLetter.objects.get()
    pdf = worker.get(reverse("admin:dsar_case_paper", args=[case.pk, paper.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    posted = {"letters": [str(paper.pk)], "sent_on": "2026-03-02"}
    assert confirmed(worker, _page(case, "posted"), posted).status_code == 302
    assert SentLetter.objects.count() == 1
    assert CaseEvent.objects.filter(case=case, kind=EventKind.POSTED).exists()


def test_scan_is_added_looked_at_and_removed(worker: Client) -> None:
    case = _taken_in(worker)
    scan = SimpleUploadedFile("brev.pdf", b"%PDF-1.7 innhold")
    assert worker.post(_page(case, "add_file"), {"file": scan}).status_code == 302
    file = CaseFile.objects.get()
    shown = worker.get(reverse("admin:dsar_case_file", args=[case.pk, file.pk]))
    assert shown.content == b"%PDF-1.7 innhold"
    assert "attachment" in shown["Content-Disposition"]
    assert CaseEvent.objects.filter(case=case, kind=EventKind.PREVIEWED).count() == 1
    program = SimpleUploadedFile("brev.pdf", b"MZ")
    assert "errorlist" in worker.post(_page(case, "add_file"), {"file": program}).content.decode()
    worker.post(_page(case, "add_file"), {"remove": str(file.pk)})
    assert not CaseFile.objects.exists()


def test_questions_are_proposed_listed_and_ticked(worker: Client) -> None:
    case = opened(Right.HUMAN, message="Hvem har fått dataene mine? Og hvor lenge?")
    page = worker.get(_page(case, "questions")).content.decode()
    assert "Hvem har fått dataene mine?" in page
    texts = {"texts": "Hvem har fått dataene mine?\nOg hvor lenge?"}
    assert confirmed(worker, _page(case, "questions"), texts).status_code == 302
    first, second = Question.objects.all()
    answer = worker.post(_page(case, "tick"), {f"do-{first.pk}": "answered"}).content.decode()
    assert "errorlist" in answer, "it says where"
    given = {f"do-{first.pk}": "answered", f"note-{first.pk}": "Avsnitt 1"}
    assert confirmed(worker, _page(case, "tick"), given).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (QuestionState.ANSWERED, QuestionState.OPEN)
    refused = confirmed(worker, _page(case, "answer"), {"text": "Her er svaret."})
    assert refused.status_code == 200
    case.refresh_from_db()
    assert case.state == State.OPEN


def test_same_person_is_said_and_taken_back_on_one_page(worker: Client) -> None:
    case = opened()
    given = {"email": "kari.gammel@example.com", "reason": "Hun skrev fra begge i dag."}
    assert worker.post(_page(case, "same"), given).status_code == 302
    assert "kari.gammel@example.com" in worker.get(_page(case, "change")).content.decode()
    worker.post(_page(case, "same"), {"part": str(SameAddress.objects.get(email="kari.gammel@example.com").pk)})
    assert not SameAddress.objects.exists()


@pytest.mark.law("D-33")
def test_mandate_is_accepted_on_its_page(worker: Client) -> None:
    case = _taken_in(worker, rights=[Right.ACCESS.value], email=ADDRESS)
    given = {
        "name": "Advokat Berg",
        "email": "advokat@example.com",
        "scope": "Be om kopi",
        "statement": "Signert fullmakt",
        "answer_to": "representative",
    }
    page = worker.post(_page(case, "mandate"), {**given, "valid_until": "2026-01-01"}).content.decode()
    assert "errorlist" in page
    assert confirmed(worker, _page(case, "mandate"), given).status_code == 302
    assert Mandate.objects.get().name == "Advokat Berg"
    assert Contact.objects.get().is_open
