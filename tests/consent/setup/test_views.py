"""The setup assistant from an empty register to a policy in force."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from consent.services.models import Service, StorageItem
from consent.setup import queries
from consent.setup.missing import missing
from consent.setup.steps import steps
from privacy.journal.models import JournalEntry
from privacy.policy.publishing import publish
from privacy.recipients.models import Agreement, Vendor
from privacy.register.models import Revision
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.seed_rows import draft
from privacy.register.statements.models import Statement
from tests.consent.setup.conftest import WHO
from tests.words import says

pytestmark = pytest.mark.django_db
SETUP = "/admin/privacy/controller/setup/"
PRODUCTS = ["hetzner", "microsoft-365", "google-analytics", "youtube", "stripe", "mailchimp"]
TABLE = """Cookies

| Navn | Leverandør | Formål | Varighed | Kategori |
|---|---|---|---|---|
| _ga | Google Analytics | Tæller besøg | 2 år | Statistik |
| _fbp | Meta | Annoncer | 3 måneder | Marketing |
"""


def send(client: Client, step: str, **values: Any) -> HttpResponse:
    return client.post(f"{SETUP}{step}/", values)


def answers() -> dict[str, Any]:
    """What the company knows of its suppliers."""
    facts: dict[str, Any] = {}
    for vendor in Vendor.objects.all():
        facts |= {
            f"vendor-{vendor.pk}-legal_entity": "Company Ltd",
            f"vendor-{vendor.pk}-role": "controller",
            f"vendor-{vendor.pk}-storage_countries": ["DE"],
            f"vendor-{vendor.pk}-parent_country": "US",
            f"vendor-{vendor.pk}-tool": "scc",
        }
        facts |= {f"vendor-{vendor.pk}-arrangement_{code}": "We inform, they answer." for code in ("nb", "nn", "en")}
    return facts | {"supply-hosting": "hetzner", "supply-mail": "*", "supply-mailbox": "microsoft-cloud"}


def set_up(client: Client) -> None:
    """Go through every step."""
    assert send(client, "who", **WHO)["Location"] == f"{SETUP}country/"
    assert send(client, "country", country="DK")["Location"] == f"{SETUP}site/"
    assert send(client, "site", newsletter="on", activities=["customers", "payment"])["Location"] == f"{SETUP}vendors/"
    assert send(client, "vendors", product=PRODUCTS)["Location"] == f"{SETUP}cookies/"
    send(client, "cookies", text=TABLE)
    for _round in range(2):  # an answer may raise a further question
        send(client, "facts", **answers())
    assert send(client, "text")["Location"] == f"{SETUP}text/"


@pytest.mark.law("P1", "A-04")
def test_policy_is_in_force_after_the_steps(editor: Client) -> None:
    set_up(editor)
    page = editor.get(f"{SETUP}check/").content.decode()
    assert "setup-fine" in page, page
    revision = publish(now=timezone.now())
    texts = {text.language: text.html for text in revision.texts.all()}
    for words in ("Vindhavn Sejl ApS", "Hetzner Online GmbH", "Google Ireland Limited", "Datatilsynet", "_ga"):
        assert all(words in html for html in texts.values()), words
    assert "www.datatilsynet.dk" in texts["en"]


def test_doing_everything_twice_changes_nothing(editor: Client) -> None:
    set_up(editor)
    before = draft()
    set_up(editor)
    assert draft() == before


def test_each_step_is_saved_and_the_assistant_goes_on_where_it_was_left(editor: Client) -> None:
    assert editor.get(SETUP)["Location"] == f"{SETUP}who/"
    send(editor, "who", **WHO | {"phone": ""})
    assert Controller.objects.get().name == "Vindhavn Sejl ApS"
    assert editor.get(SETUP)["Location"] == f"{SETUP}who/"
    send(editor, "who", **WHO)
    assert editor.get(SETUP)["Location"] == f"{SETUP}country/"
    send(editor, "country", country="DK")
    send(editor, "vendors", product=["hetzner"])
    assert editor.get(SETUP)["Location"] == f"{SETUP}cookies/"
    for step in steps:
        assert editor.get(f"{SETUP}{step}/").status_code == HTTPStatus.OK, step


def test_without_a_controller_every_step_leads_to_the_first(editor: Client) -> None:
    assert editor.get(f"{SETUP}vendors/")["Location"] == f"{SETUP}who/"
    assert editor.get(f"{SETUP}nothing/").status_code == HTTPStatus.NOT_FOUND


def test_only_those_who_may_edit_the_whole_register_get_in(editor: Client, client: Client) -> None:
    user = User.objects.create_user("auditor@example.com", is_staff=True)
    client.force_login(user)
    for path in (SETUP, f"{SETUP}who/", f"{SETUP}vendors/"):
        assert client.get(path).status_code == HTTPStatus.FORBIDDEN
        assert client.post(path, WHO).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED)
    assert not Controller.objects.exists()


@pytest.mark.parametrize(
    ("country", "name", "url"),
    [
        ("DK", "Datatilsynet", "https://www.datatilsynet.dk"),
        ("SE", "Integritetsskyddsmyndigheten", "https://www.imy.se/privatperson/utfora-arenden/lamna-ett-klagomal/"),
    ],
)
def test_country_gives_its_authority(editor: Client, country: str, name: str, url: str) -> None:
    send(editor, "who", **WHO)
    send(editor, "country", country=country)
    row = Controller.objects.get()
    assert (row.country, row.authority_name, row.authority_url) == (country, name, url)


def test_another_country_brings_another_authority_but_keeps_an_own_one(editor: Client) -> None:
    send(editor, "who", **WHO)
    send(editor, "country", country="DK")
    send(editor, "country", country="SE", authority_name="Datatilsynet", authority_url="https://www.datatilsynet.dk")
    assert Controller.objects.get().authority_name == "Integritetsskyddsmyndigheten"
    send(editor, "country", country="SE", authority_name="Eget tilsyn", authority_url="https://example.com")
    assert Controller.objects.get().authority_name == "Eget tilsyn"


@pytest.mark.parametrize("country", ["DE", "US"])
def test_country_without_one_authority_asks_for_it(editor: Client, country: str) -> None:
    send(editor, "who", **WHO)
    assert send(editor, "country", country=country).status_code == HTTPStatus.OK
    send(editor, "country", country=country, authority_name="Tilsynet", authority_url="https://example.com")
    assert Controller.objects.get().country == country


def test_no_newsletter_is_no_purpose_of_the_notice(editor: Client) -> None:
    send(editor, "who", **WHO)
    send(editor, "site")
    assert not Purpose.objects.get(key="newsletter").is_in_notice
    send(editor, "site", newsletter="on")
    assert Purpose.objects.get(key="newsletter").is_in_notice


def test_supplier_that_is_there_is_shown_as_such(editor: Client) -> None:
    send(editor, "who", **WHO)
    send(editor, "vendors", product=["hetzner"])
    page = editor.get(f"{SETUP}vendors/").content.decode()
    assert 'value="hetzner" checked disabled' in page
    assert 'value="aws" checked' not in page


def test_unknown_supplier_is_refused_and_nothing_is_written(editor: Client) -> None:
    send(editor, "who", **WHO)
    assert send(editor, "vendors", product=["hetzner", "nonsense"]).status_code == HTTPStatus.OK
    assert not Vendor.objects.exists()


def test_answer_that_raises_a_question_stays_on_the_page(editor: Client) -> None:
    send(editor, "who", **WHO)
    send(editor, "vendors", product=["klarna"])
    key = f"vendor-{Vendor.objects.get().pk}"
    values = {f"{key}-storage_countries": ["US"], f"{key}-parent_country": "SE"}
    assert send(editor, "facts", **values)["Location"] == f"{SETUP}facts/"
    assert f"{key}-tool" in editor.get(f"{SETUP}facts/").content.decode()
    assert send(editor, "facts", **{f"{key}-tool": "scc"})["Location"] == f"{SETUP}text/"


def test_need_of_every_website_is_asked_for_until_somebody_meets_it(editor: Client) -> None:
    send(editor, "who", **WHO)
    send(editor, "vendors", product=["hetzner", "postmark"])
    page = editor.get(f"{SETUP}facts/").content.decode()
    assert "supply-mailbox" in page
    assert "supply-hosting" not in page
    send(editor, "facts", **{"supply-mailbox": "postmark"})
    assert Vendor.objects.get(key="postmark").supplies == ["mail", "mailbox"]
    assert queries.open_supplies() == []
    Vendor.objects.all().update(supplies=[])
    send(editor, "facts", **{"supply-hosting": "*"})
    assert Controller.objects.get().runs_itself == ["hosting"]
    facts = [json.loads(entry.facts) for entry in JournalEntry.objects.filter(event="supply.confirmed").order_by("seq")]
    assert [(one["supply"], one["met_by"]) for one in facts] == [("mailbox", "postmark"), ("hosting", "own")]
    assert {one["staff"] for one in facts} == {User.objects.get().pk}


def test_empty_answers_wait(editor: Client) -> None:
    send(editor, "who", **WHO)
    send(editor, "vendors", product=["klarna"])
    assert send(editor, "facts")["Location"] == f"{SETUP}text/"
    assert Vendor.objects.get().storage_countries == []
    assert not Agreement.objects.exists()


def test_reason_of_a_necessary_cookie_is_asked_for_and_not_taken_from_the_old_policy(editor: Client) -> None:
    send(editor, "who", **WHO)
    send(editor, "cookies", text="| Cookie | Duration | Category |\n|---|---|---|\n| own_sid | session | Necessary |")
    item = StorageItem.objects.get(name="own_sid")
    page = editor.get(f"{SETUP}facts/").content.decode()
    assert f"item-{item.pk}-justification_nb" in page
    assert item.justification["nb"] not in page
    answer = send(editor, "facts", **{f"item-{item.pk}-reviewer": "The web team"})
    assert says("Say why it is necessary; visitors read it.") in answer.content.decode()
    assert not StorageItem.objects.get(name="own_sid").reviewer


@pytest.mark.parametrize("name", ["old.md", "old.txt"])
def test_old_policy_comes_as_a_file_too(editor: Client, name: str) -> None:
    send(editor, "who", **WHO)
    page = send(editor, "cookies", file=SimpleUploadedFile(name, TABLE.encode()))
    assert "_fbp" in page.content.decode()
    assert StorageItem.objects.filter(name="_fbp").exists()
    assert Service.objects.get(key="meta-pixel").vendor.legal_entity == "Meta Platforms Ireland Limited"


@pytest.mark.parametrize(
    "data", [b"", b"Vi bruker ingen informasjonskapsler.", b"%PDF-1.7\x00\x01\x02", b"\xff\xfe\x00"]
)
def test_file_without_a_table_is_told_in_words(editor: Client, data: bytes) -> None:
    send(editor, "who", **WHO)
    answer = send(editor, "cookies", file=SimpleUploadedFile("old.pdf", data))
    assert answer.status_code == HTTPStatus.OK
    assert "errornote" in answer.content.decode()
    assert StorageItem.objects.filter(service__isnull=False).count() == 0


def test_text_is_written_once(editor: Client) -> None:
    send(editor, "who", **WHO)
    send(editor, "country", country="DK")
    send(editor, "text")
    count = Statement.objects.count()
    assert count > 5
    send(editor, "text")
    assert Statement.objects.count() == count


def test_what_is_missing_has_a_page_for_each_thing(editor: Client) -> None:
    send(editor, "who", **WHO | {"phone": "", "officer": ""})
    send(editor, "vendors", product=["hetzner", "klarna"])
    found = missing(timezone.now())
    assert len(found) >= 4
    for line in found:
        assert editor.get(line.url).status_code == HTTPStatus.OK, line


def test_first_page_leads_there_until_a_policy_is_in_force(editor: Client) -> None:
    assert f'href="{SETUP}who/"' in editor.get("/admin/").content.decode()
    Revision.objects.create(number=1, published_at=timezone.now(), content={}, sha256="0" * 64)
    page = editor.get("/admin/").content.decode()
    assert "desk-opening" not in page
    assert f'href="{SETUP}"' in page
