"""The contact form."""

import pytest
from django.core import mail
from django.test import Client
from time_machine import travel

from contact.messages.forms import LONGEST_TEXT, ContactForm
from contact.messages.models import Message
from privacy.inventory import declarations
from privacy.journal.models import JournalEntry
from tests.factories.contact import NOW
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")

FORM, SENT = "/kontakt/", "/kontakt/sendt/"
WHOLE = {"text": "Hva koster det?", "email": "Kari@Example.com", "name": "Kari", "company": "", "phone": ""}


@pytest.mark.parametrize("path", [FORM, SENT, "/en/contact/", "/en/contact/sent/"])
def test_pages_are_cacheable_and_set_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_form_keeps_the_message_with_its_end_and_leads_on(client: Client) -> None:
    with travel(NOW, tick=False):
        response = client.post(FORM, WHOLE)
    assert (response.status_code, response["Location"]) == (303, SENT)
    message = Message.objects.get()
    assert (message.email, message.name, message.language) == ("kari@example.com", "Kari", "nb")
    assert message.retain_until == NOW.replace(year=2027)
    assert "kari" not in JournalEntry.objects.get().facts


def test_form_mails_nobody(client: Client) -> None:
    client.post(FORM, WHOLE)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * (LONGEST_TEXT + 1)),
        ("email", ""),
        ("email", "kari@"),
        ("name", "x" * 121),
        ("phone", "1" * 41),
    ],
)
def test_form_with_an_error_loses_nothing_that_was_typed(client: Client, field: str, value: str) -> None:
    response = client.post(FORM, WHOLE | {"company": "Firma & sønn", field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert "no-store" in response["Cache-Control"]
    assert f'href="#id_{field}"' in page
    assert "Firma &amp; sønn" in page
    assert field == "text" or "Hva koster det?" in page
    assert value in page
    assert not Message.objects.exists()


def test_form_filled_in_by_a_program_is_kept_apart_and_answers_alike(client: Client) -> None:
    response = client.post(FORM, WHOLE | {"homepage": "https://spam.example.com"})
    assert (response.status_code, response["Location"]) == (303, SENT)
    assert Message.objects.get().is_suspect is True


def test_form_from_another_site_is_refused(client: Client) -> None:
    assert client.post(FORM, WHOLE, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not Message.objects.exists()


@pytest.mark.law("P8")
def test_form_asks_only_for_what_is_declared_and_marks_the_optional(client: Client) -> None:
    asked = set(ContactForm().fields) - {"homepage", "loaded"}
    assert asked <= set(declarations.personal_data(Message).fields)
    assert {name for name in asked if ContactForm().fields[name].required} == {"text", "email"}
    assert client.get(FORM).content.decode().count(says("(optional)")) == 3
