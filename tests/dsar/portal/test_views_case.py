"""The page of a request: opened once per mailed link, its file with a code, messages, and "it was not me"."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import translation

from dsar.cases import links
from dsar.cases.copies.models import Export
from dsar.cases.enums import EventKind, JobState, Right, State
from dsar.cases.models import Case, CaseEvent, CaseMessage, Contact, Job
from dsar.cases.proofs.models import DownloadCode, UsedLink
from dsar.fulfilment import operations as fulfilment
from privacy.journal.models import JournalEntry
from tests.dsar.cases.letters.sent import sent_letters
from tests.dsar.portal.visits import mailed_code, mailed_links
from tests.factories.dsar import ADDRESS, NOW, approved, asked, case_worker, opened
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _mailed(case: Case) -> str:
    return links.case_link(case.pk, "nb").removeprefix("http://127.0.0.1:8000")


def _with_file(right: Right = Right.ACCESS) -> Case:
    case = opened(right)
    fulfilment.run(job_id=approved(case=case, staff=case_worker(), now=NOW).pk, now=NOW)
    return Case.objects.get(pk=case.pk)


@pytest.mark.law("D-19", "D-40")
def test_mailed_link_opens_the_request_once_and_by_the_button_only(client: Client) -> None:
    case = opened()
    link = _mailed(case)
    for _scanner in range(2):
        assert client.get(link).status_code == client.head(link).status_code == 200
    assert not UsedLink.objects.exists()
    answer = client.post(link)
    assert client.get(answer["Location"]).status_code == 200
    # A used link leads nowhere and mints no other.
    for again in (client.get(link), client.post(link)):
        assert again.status_code == 410
        assert "/sak/" not in again.content.decode()
    assert link.split("/")[-2] not in str(list(UsedLink.objects.values()))
    assert case.events.filter(kind=EventKind.VISITED).count() == 1


@pytest.mark.law("D-19")
def test_page_closes_after_an_hour(client: Client) -> None:
    page = client.post(_mailed(opened()))["Location"]
    with time_machine.travel(NOW + timedelta(hours=1, seconds=1), tick=False):
        assert client.get(page).status_code == 410


@pytest.mark.law("D-40")
def test_new_links_come_by_mail_and_the_answer_is_the_same_for_everybody(client: Client) -> None:
    case = opened()
    sent_letters()
    before = len(mail.outbox)
    answers = []
    for address in ("nobody@example.com", ADDRESS):
        first = client.post("/mine-data/nye-lenker/", {"email": address})
        answers.append((first.status_code, first["Location"], client.get(first["Location"]).content))
    assert answers[0] == answers[1]
    (link,) = mailed_links("/apne/")
    assert len(mail.outbox) == before + 1
    assert mail.outbox[-1].to == [ADDRESS]
    assert case.reference in client.get(client.post(link)["Location"]).content.decode()


@pytest.mark.law("D-19", "D-40")
def test_link_alone_downloads_nothing(client: Client) -> None:
    case = _with_file()
    page = links.case_path(case.pk)
    for data in ({}, {"code": ""}, {"code": "0000 0000"}, {"code": "1" * 41}):
        assert client.post(f"{page}last-ned/", data).status_code == 422
    assert not CaseEvent.objects.filter(kind=EventKind.DOWNLOADED).exists()


@pytest.mark.law("D-19")
def test_code_downloads_once_and_the_person_is_told(client: Client) -> None:
    page = links.case_path(_with_file().pk)
    code = mailed_code(client, page)
    assert client.post(f"{page}last-ned/", {"code": code.replace(" ", "")}).status_code == 200
    assert client.post(f"{page}last-ned/", {"code": code}).status_code == 422
    fetched = says("The file of your request of %(date)s (%(right)s) has just been fetched.").rpartition("%(right)s")[2]
    assert fetched in sent_letters()[-1].body
    shown = client.get(page).content.decode()
    assert says("The file was downloaded") in shown.partition('id="looked"')[2].partition("</section>")[0]
    assert code not in shown
    digits = code.replace(" ", "")
    assert digits not in str(list(DownloadCode.objects.values()))


def test_codes_have_a_limit_in_an_hour(client: Client) -> None:
    page = links.case_path(_with_file().pk)
    answers = [client.post(f"{page}kode/").status_code for _time in range(6)]
    assert answers == [303] * 5 + [429]


def test_person_and_case_worker_write_to_each_other(client: Client) -> None:
    case = opened(Right.HUMAN, message="Hei")
    page = links.case_path(case.pk)
    assert client.post(f"{page}melding/", {"text": "<b>Et spørsmål</b>"}).status_code == 303
    assert "&lt;b&gt;Et spørsmål" in client.get(page).content.decode()
    assert client.post(f"{page}melding/", {"text": " "}).status_code == 422
    message = CaseMessage.objects.get()
    assert message.is_from_person
    assert JournalEntry.objects.filter(stream="dsar", event="dsar.wrote").count() == 1


def test_flood_of_messages_is_refused_and_says_so(client: Client) -> None:
    page = links.case_path(opened(Right.HUMAN).pk)
    answers = [client.post(f"{page}melding/", {"text": str(time)}).status_code for time in range(21)]
    assert answers == [303] * 20 + [422]


@pytest.mark.law("D-40")
def test_it_was_not_me_closes_an_unconfirmed_request(client: Client) -> None:
    case = asked(Right.ERASURE)
    link = links.confirm_link(case.pk, "nb").removeprefix("http://127.0.0.1:8000")
    assert client.get(f"{link}ikke-meg/").status_code == 405
    assert client.post(f"{link}ikke-meg/").status_code == 200
    case.refresh_from_db()
    assert (case.state, case.confirmed_at) == (State.DISOWNED, None)
    assert client.get(link).status_code == client.post(link).status_code == 410


@pytest.mark.law("D-40")
def test_it_was_not_me_takes_the_file_the_links_and_the_codes(client: Client) -> None:
    case = _with_file()
    page, mailed = links.case_path(case.pk), _mailed(case)
    code = mailed_code(client, page)
    assert client.post(f"{page}ikke-meg/").status_code == 200
    assert (Case.objects.get().state, Export.objects.count()) == (State.DISOWNED, 0)
    assert client.get(page).status_code == client.get(mailed).status_code == client.post(mailed).status_code == 410
    assert client.post(f"{page}last-ned/", {"code": code}).status_code == 410
    # Staff are told of it.
    assert JournalEntry.objects.filter(stream="dsar", event="dsar.disowned").count() == 1


def test_it_was_not_me_cancels_an_approved_erasure_but_not_a_begun_one(client: Client) -> None:
    case = opened(Right.ERASURE)
    job = approved(case=case, staff=case_worker(), now=NOW)
    Job.objects.filter(pk=job.pk).update(step="carry_out")
    assert client.post(f"{links.case_path(case.pk)}ikke-meg/").status_code == 409
    Job.objects.filter(pk=job.pk).update(step="plan")
    assert client.post(f"{links.case_path(case.pk)}ikke-meg/").status_code == 200
    assert Job.objects.get().state == JobState.CANCELLED


@pytest.mark.law("D-21")
def test_several_rights_are_asked_for_and_confirmed_in_one_go(client: Client) -> None:
    rights = ["access", "objection", "complaint"]
    answer = client.post("/mine-data/flere/", {"email": ADDRESS, "rights": rights, "message": "Hei"})
    assert client.get(answer["Location"]).status_code == 200
    (link,) = mailed_links("/bekreft/")
    assert len(mail.outbox) == 1
    page = client.get(link).content.decode()
    with translation.override("nb"):
        assert [right for right in rights if str(Right(right).label) not in page] == []
    shown = client.get(client.post(link)["Location"]).content.decode()
    assert says("You asked for this at the same time") in shown
    assert set(Case.objects.values_list("right", "state")) == {(right, State.OPEN) for right in rights}
    assert dict(Contact.objects.values_list("right", "message")) == {
        "access": "",
        "objection": "Hei",
        "complaint": "Hei",
    }
    assert [letter.subject.split(" (")[0] for letter in sent_letters()[1:]] == [says("We have received your request")]


def test_several_rights_need_at_least_one_of_the_list(client: Client) -> None:
    for rights in ([], ["nothing"]):
        answer = client.post("/mine-data/flere/", {"email": ADDRESS, "rights": rights})
        assert answer.status_code == 422
        assert answer.content.decode().count('type="checkbox"') == len(Right)
    assert not Case.objects.exists()


def test_several_that_are_asked_for_again_join_what_is_open(client: Client) -> None:
    main = opened(Right.ACCESS)
    client.post("/mine-data/flere/", {"email": ADDRESS, "rights": ["access", "erasure"]})
    (link,) = mailed_links("/bekreft/")
    answer = client.post(link)
    assert main.reference in client.get(answer["Location"]).content.decode()
    assert sorted(Case.objects.values_list("right", "state")) == [
        ("access", State.JOINED),
        ("access", State.OPEN),
        ("erasure", State.OPEN),
    ]


@pytest.mark.law("D-10")
def test_person_in_no_data_gets_that_answer_and_adds_an_address(client: Client) -> None:
    case = _with_file()
    assert says("We found nothing about you") in sent_letters()[-1].subject
    page = links.case_path(case.pk)
    assert (
        says("We found nothing about you under this address, apart from the request itself.")
        in client.get(page).content.decode()
    )
    with time_machine.travel(NOW + timedelta(minutes=50), tick=False):
        answer = client.post(f"{page}adresse/", {"email": "old@example.com"})
        assert "old@example.com" in client.get(answer["Location"]).content.decode()
    (link,) = mailed_links("/bekreft/")
    assert mail.outbox[-1].to == ["old@example.com"]
    added = Case.objects.get(contact__email="old@example.com")
    assert (added.right, added.received_at, added.state) == (Right.ACCESS, case.received_at, State.UNVERIFIED)
    path = client.post(link)["Location"]
    shown = client.get(path).content.decode()
    # The request of the other address is named, and not opened, from here.
    assert ADDRESS in shown
    assert shown.count("/sak/") == shown.count(path) > 0


@pytest.mark.law("D-10", "D-40")
def test_link_to_one_address_does_not_confirm_for_another(client: Client) -> None:
    case = opened()
    client.post(f"{links.case_path(case.pk)}adresse/", {"email": "old@example.com"})
    client.post(f"{links.case_path(case.pk)}adresse/", {"email": "older@example.com"})
    one = Case.objects.get(contact__email="old@example.com")
    client.post(links.confirm_link(one.pk, "nb").removeprefix("http://127.0.0.1:8000"))
    states = dict(Contact.objects.values_list("email", "case__state"))
    assert states == {ADDRESS: State.OPEN, "old@example.com": State.OPEN, "older@example.com": State.UNVERIFIED}
