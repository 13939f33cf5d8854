"""The pages of corrections over HTTP, with links that end soon."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from contact.messages.models import Message
from dsar.cases import links as case_links
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.models import Case, CaseEvent
from dsar.corrections import links
from dsar.corrections.models import Correction
from privacy.letters.models import Letter
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened
from tests.seen import confirmed
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
ELSEWHERE: Any = {"HTTP_SEC_FETCH_SITE": "cross-site"}


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _path(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def _page(case: Case) -> str:
    with translation.override("nb"):
        return links.values_path(case.pk)


def test_case_page_sends_a_fresh_link_and_shows_no_value_itself(client: Client) -> None:
    MessageFactory.create(email=ADDRESS, name="Kari Nordman")
    case = opened(Right.RECTIFICATION)
    token = case_links.case_path(case.pk).rstrip("/").rpartition("/")[2]
    assert "Nordman" not in client.get(case_links.case_path(case.pk)).content.decode()
    response = client.post(reverse("dsar:correct_link", args=[token]))
    assert response.status_code == 200
    letter = sent_letters()[-1]
    assert letter.to == [ADDRESS]
    assert reverse("dsar:correct", args=["x"]).removesuffix("x/") in letter.body
    assert "Nordman" not in letter.body
    assert client.post(reverse("dsar:correct_link", args=[token]), **ELSEWHERE).status_code == 403


@pytest.mark.law("D-19", "D-40")
def test_mailed_link_shows_no_value_before_a_button_and_opens_them_once(client: Client) -> None:
    MessageFactory.create(email=ADDRESS, name="Kari Nordman")
    case = opened(Right.RECTIFICATION)
    link = _path(links.correct_link(case.pk, "nb"))
    for _scan in range(2):
        page = client.get(link)
        assert (page.status_code, "Nordman" in page.content.decode()) == (200, False)
    # What is sent to the link itself is no correction.
    opens = client.post(link, {"email": "ny@example.com"})
    assert opens.status_code == 303
    assert not Correction.objects.exists()
    assert "Kari Nordman" in client.get(opens["Location"]).content.decode()
    assert (client.get(link).status_code, client.post(link).status_code) == (410, 410)
    assert CaseEvent.objects.filter(case=case, kind=EventKind.VISITED).count() == 1
    with time_machine.travel(NOW + timedelta(hours=1, minutes=1), tick=False):
        assert client.get(opens["Location"]).status_code == 410


def test_page_opens_while_a_kind_of_data_cannot_be_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_args: Any) -> Message:
        msg = "a value that does not open"
        raise ValueError(msg)

    MessageFactory.create(email=ADDRESS, name="Kari Nordman")
    case = opened(Right.RECTIFICATION)
    monkeypatch.setattr(Message, "from_db", cannot)
    client.cookies["django_language"] = "nb"
    said = says(
        "What you have filled in cannot be shown just now. Come back later, or write to us on the page of your request."
    )
    assert said in client.get(_page(case)).content.decode()


@pytest.mark.law("D-22")
def test_person_marks_a_value_and_says_the_right_one(client: Client) -> None:
    message = MessageFactory.create(email=ADDRESS, name="Kari Nordman", company="Fjell AS")
    MessageFactory.create(email="per@example.com", name="Per Hemmelig")
    case = opened(Right.RECTIFICATION)
    page = client.get(_page(case)).content.decode()
    assert "Kari Nordman" in page
    assert "Hemmelig" not in page
    keys = [f"contact.message|{message.pk}|{name}" for name in ("name", "company")]
    given = {"value": keys, "right_value": ["Kari Nordmann", ""], "email": ""}
    assert client.post(_page(case), given).status_code == 303
    correction = Correction.objects.get()
    assert (correction.field, correction.old, correction.new) == ("name", "Kari Nordman", "Kari Nordmann")
    assert "Kari Nordmann" in client.get(_page(case)).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"email": "no address"},
        {"value": ["contact.message|1|name"], "right_value": ["x"]},
        {"value": ["contact.message|00000000-0000-0000-0000-000000000000|name"], "right_value": ["x"]},
        {"value": ["auth.user|1|username"], "right_value": ["x\x00"]},
    ],
)
def test_what_cannot_be_corrected_is_said_in_words(client: Client, given: dict[str, Any]) -> None:
    response = client.post(_page(opened(Right.RECTIFICATION)), given)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Correction.objects.exists()


def test_links_end_and_belong_to_a_correction(client: Client) -> None:
    case, other = opened(Right.RECTIFICATION), opened(Right.ACCESS)
    for link, of_other in (
        (_page(case), _page(other)),
        (_path(links.correct_link(case.pk, "nb")), _path(links.correct_link(other.pk, "nb"))),
    ):
        assert client.get(of_other).status_code == 410
        assert client.get(link[:-2] + "/").status_code == 404
        with time_machine.travel(NOW + timedelta(hours=25), tick=False):
            assert client.get(link).status_code == 410
        assert client.post(link, {"email": "ny@example.com"}, **ELSEWHERE).status_code == 403


@pytest.mark.law("D-40")
def test_new_address_is_confirmed_by_a_button_and_not_by_following_the_link(client: Client) -> None:
    case = opened(Right.RECTIFICATION)
    message = MessageFactory.create(email=ADDRESS)
    client.post(_page(case), {"email": "ny@example.com"})
    link = _path(links.new_address_link(Correction.objects.get().pk, "nb"))
    assert client.get(link).status_code == 200
    assert Message.stored.get(pk=message.pk).email == ADDRESS
    assert "ny@example.com" in client.post(link).content.decode()
    assert Message.stored.get(pk=message.pk).email == "ny@example.com"
    assert Case.objects.get(pk=case.pk).state == State.DONE
    assert Letter.objects.filter(kind="dsar.moved").exists()
    assert client.get(_page(case)).status_code == 410


def test_case_worker_sees_both_values_decides_each_and_sees_the_letter(client: Client) -> None:
    message = MessageFactory.create(email=ADDRESS, name="Kari Nordman")
    case = opened(Right.RECTIFICATION)
    client.force_login(case_worker())
    amend = reverse("admin:dsar_case_amend", args=[case.pk])
    given = {"value": f"contact.message|{message.pk}|name", "place": "", "right_value": "Kari Nordmann"}
    assert confirmed(client, amend, given).status_code == 302
    decide = reverse("admin:dsar_case_correct", args=[case.pk])
    page = client.get(decide).content.decode()
    assert "«Kari Nordman»" in page
    assert "Kari Nordmann" in page
    pk = Correction.objects.get().pk
    assert confirmed(client, decide, {f"do-{pk}": "change", f"why-{pk}": ""}).status_code == 302
    assert Message.stored.get(pk=message.pk).name == "Kari Nordmann"
    assert reverse("admin:dsar_case_answer", args=[case.pk]) not in page
