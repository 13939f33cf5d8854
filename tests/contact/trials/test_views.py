"""The form for a trial account, and its mailed link."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from time_machine import travel

from contact.trials.forms import TrialForm
from contact.trials.models import TrialRequest
from privacy.intake.limits.senders import stamp
from privacy.inventory import declarations
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.trials import NOW
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
FORM, SENT = "/provekonto/", "/provekonto/sendt/"
WHOLE = {"name": "Kari", "email": "Kari@Example.com", "company": "Kari & sønn", "use": "Kurs for nye."}


def send_due() -> list[mail.EmailMessage]:
    for letter_id in Letter.objects.unsent().values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=timezone.now())
    return mail.outbox


def ask(client: Client, **values: str):
    read = {"loaded": stamp(timezone.now() - timedelta(seconds=30))}
    return client.post(FORM, WHOLE | read | values, headers={"Sec-Fetch-Site": "same-origin"})


def link_in(message: mail.EmailMessage) -> str:
    [line] = [line for line in str(message.body).splitlines() if "/bekreft/" in line]
    return "/" + line.partition("://")[2].partition("/")[2]


@pytest.mark.parametrize("path", [FORM, SENT, "/en/trial/", "/en/trial/sent/"])
def test_pages_are_cacheable_and_set_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, "public" in response["Cache-Control"], response.cookies) == (200, True, {})


@pytest.mark.law("P8", "X-35", "D-29")
def test_request_waits_for_staff_once_its_owner_confirmed(client: Client) -> None:
    with travel(NOW, tick=False):
        answer = ask(client)
        assert (answer.status_code, answer["Location"]) == (303, SENT)
        row = TrialRequest.objects.get()
        assert (row.email, row.state, row.retain_until) == ("kari@example.com", "unconfirmed", NOW + timedelta(days=7))
        [message] = send_due()
        assert not any(word in str(message.body) for word in ("Kari", "Kurs for nye"))
        path = link_in(message)
        page = client.get(path)
        row.refresh_from_db()
        assert (page.status_code, row.state, "no-store" in page["Cache-Control"]) == (200, "unconfirmed", True)
        later = NOW + timedelta(days=2)
    with travel(later, tick=False):
        assert client.post(path).status_code == 200
        assert says("You had confirmed it already. Nothing has been changed.") in client.post(path).content.decode()
    row.refresh_from_db()
    assert (row.state, row.confirmed_at, row.retain_until) == ("waiting", later, later + timedelta(days=90))
    events = list(JournalEntry.objects.filter(stream="trials").order_by("seq").values_list("event", flat=True))
    assert events == ["trials.asked", "trials.confirmed"]


def test_link_that_is_old_or_forged_confirms_nothing(client: Client) -> None:
    with travel(NOW, tick=False):
        ask(client)
        path = link_in(send_due()[0])
    with travel(NOW + timedelta(days=7), tick=False):
        assert client.post(path).status_code == 410
    assert client.post(path.replace("/bekreft/", "/bekreft/x")).status_code == 404
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert TrialRequest.objects.get().state == "unconfirmed"
    TrialRequest.objects.all().delete()
    with travel(NOW, tick=False):
        assert client.post(path).status_code == 410


def test_one_mailbox_gets_three_mails_a_day(client: Client) -> None:
    answers = [ask(client) for _turn in range(5)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(303, SENT)}
    assert len(send_due()) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 121), ("email", ""), ("email", "kari@"), ("company", "x" * 121), ("use", "x" * 2001)],
)
def test_form_with_an_error_loses_nothing_that_was_typed(client: Client, field: str, value: str) -> None:
    response = ask(client, **{field: value})
    html = response.content.decode()
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (422, True)
    assert f'href="#id_{field}"' in html
    assert field == "use" or "Kurs for nye." in html
    assert value in html
    assert not TrialRequest.objects.exists()


def test_program_that_fills_the_honeypot_is_asked_for_a_step(client: Client) -> None:
    assert 'name="step"' in ask(client, homepage="https://spam.example.com").content.decode()
    assert not TrialRequest.objects.exists()


@pytest.mark.law("P8")
def test_form_asks_only_for_what_is_declared_and_marks_the_optional() -> None:
    asked = set(TrialForm().fields) - {"homepage", "loaded"}
    assert asked <= set(declarations.personal_data(TrialRequest).fields)
    assert {name for name in asked if TrialForm().fields[name].required} == {"name", "email"}
