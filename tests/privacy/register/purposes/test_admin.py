import html
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from privacy.recipients.models import Vendor
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import Statement
from privacy.retention.models import RetentionRule
from tests.factories.privacy import (
    AdequacyDecisionFactory,
    ControllerFactory,
    PurposeFactory,
    RetentionRuleFactory,
    StatementFactory,
    VendorFactory,
)
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_privacy")]
FACTORIES: list[Any] = [
    AdequacyDecisionFactory,
    ControllerFactory,
    PurposeFactory,
    RetentionRuleFactory,
    StatementFactory,
    VendorFactory,
]


def url(row: Any, page: str = "change") -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[row.pk] if page == "change" else [])


def filled_in(html: str) -> dict[str, Any]:
    """Return what a browser would post when nothing is changed."""
    form = html[html.index('<form id="') if '<form id="' in html else html.index("<form") :]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if facts.get("type") == "checkbox" and " checked" not in tag:
            continue
        if facts.get("type") == "checkbox" and "value" in facts:
            data.setdefault(facts["name"], []).append(unescape(facts["value"]))
            continue
        if facts.get("type") != "submit" and "name" in facts:
            data[facts["name"]] = unescape(facts.get("value", "on" if facts.get("type") == "checkbox" else ""))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\s?\n?(.*?)</textarea>', form, re.DOTALL):
        data[name] = unescape(text)
    for name, more, options in re.findall(r'<select name="([^"]+)"([^>]*)>(.*?)</select>', form, re.DOTALL):
        chosen = [unescape(value) for value in re.findall(r'value="([^"]*)" selected', options)]
        if " multiple" in more:
            data[name] = chosen
        else:
            data[name] = chosen[0] if chosen else ""
    return data


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_row_is_shown_and_saved_unchanged(admin_client: Client, factory: Any) -> None:
    row = factory.create()
    before = type(row)._default_manager.values().get()
    page = admin_client.get(url(row))
    assert page.status_code == 200
    response = admin_client.post(url(row), filled_in(page.content.decode()))
    assert response.status_code == 302, response.context["errors"]
    assert type(row)._default_manager.values().get() == before
    assert LogEntry.objects.get().get_change_message() == "Ingen felt endret."


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_list_shows_one_row_and_three(admin_client: Client, factory: Any) -> None:
    row = factory.create()
    assert admin_client.get(url(row, "changelist")).status_code == 200
    for country in ("GB", "JP"):
        factory.create(**({"country": country} if factory is AdequacyDecisionFactory else {}))
    assert admin_client.get(url(row, "changelist")).status_code == 200


def test_every_language_is_edited_and_named_in_the_log(admin_client: Client) -> None:
    title = {"nb": "Svare deg", "nn": "Svare på det", "en": "Answering you"}
    purpose = PurposeFactory.create()
    data = filled_in(admin_client.get(url(purpose)).content.decode())
    admin_client.post(url(purpose), data | {f"title_{code}": text for code, text in title.items()})
    purpose.refresh_from_db()
    assert purpose.title == title
    assert "Svare deg" not in LogEntry.objects.get().change_message


@pytest.mark.law("L-01")
def test_half_a_translation_is_saved_and_told(admin_client: Client) -> None:
    purpose = PurposeFactory.create()
    data = filled_in(admin_client.get(url(purpose)).content.decode())
    page = admin_client.post(url(purpose), data | {"legal_note_nb": "Bare norsk"}, follow=True)
    assert "Nynorsk, English: her mangler en tekst." in page.content.decode()
    purpose.refresh_from_db()
    assert purpose.legal_note == {"nb": "Bare norsk"}


def test_key_is_chosen_once(admin_client: Client) -> None:
    vendor = VendorFactory.create(key="host")
    data = filled_in(admin_client.get(url(vendor)).content.decode())
    assert "key" not in data
    admin_client.post(url(vendor), data | {"key": "other"})
    vendor.refresh_from_db()
    assert vendor.key == "host"


def test_there_is_one_controller(admin_client: Client) -> None:
    add = reverse("admin:privacy_controller_add")
    assert admin_client.get(add).status_code == 200
    ControllerFactory.create()
    assert admin_client.get(add).status_code == 403


@pytest.mark.parametrize("model", [Controller, Purpose, RetentionRule, Statement, Vendor])
def test_nobody_without_a_permission_sees_or_changes_the_register(client: Client, model: Any) -> None:
    row = next(factory for factory in FACTORIES if factory._meta.model is model).create()
    assert client.get(url(row)).status_code == 302
    client.force_login(User.objects.create_user("leser@example.com", is_staff=True))
    assert client.get(url(row)).status_code == 403
    assert client.post(url(row), {"name": "x"}).status_code == 403
    client.force_login(User.objects.create_user("kunde@example.com"))
    assert client.get(url(row)).status_code == 302


def test_reader_may_look_and_not_change(client: Client) -> None:
    vendor = VendorFactory.create(name="Vert")
    reader = User.objects.create_user("leser@example.com", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_vendor"))
    client.force_login(reader)
    assert client.get(url(vendor)).status_code == 200
    assert client.post(url(vendor), {"name": "Ny"}).status_code == 403
    vendor.refresh_from_db()
    assert vendor.name == "Vert"


@pytest.mark.parametrize("factory", [PurposeFactory, RetentionRuleFactory, StatementFactory, VendorFactory])
def test_reader_sees_words_by_language_and_no_json(client: Client, factory: Any) -> None:
    row = factory.create()
    reader = User.objects.create_user("leser@example.com", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename=f"view_{row._meta.model_name}"))
    client.force_login(reader)
    page = html.unescape(client.get(url(row)).content.decode())
    assert re.findall(r'class="readonly">\s*[{[].{9}', page) == []
    assert '<p lang="nn"><small>Norsk nynorsk</small><br>' in page


def test_key_that_cannot_be_one_is_explained(client: Client) -> None:
    client.force_login(User.objects.create_superuser("staff@example.com"))
    html = client.post(reverse("admin:privacy_vendor_add"), {"key": "Doctolib GmbH!"}).content.decode()
    hint = says("A short name for the row, chosen once: letters a to z, digits, hyphen and full stop.")
    assert html.count(hint) == 2  # the hint and the error
    assert "Oppgi en gyldig verdi." not in html


def test_list_of_statements_shows_how_each_begins(client: Client) -> None:
    client.force_login(User.objects.create_superuser("staff@example.com"))
    StatementFactory.create(key="from-g-02", text={"nb": "## Hvem som bestemmer\n\nVi.", "nn": "## x", "en": "## x"})
    assert "Hvem som bestemmer Vi." in client.get(reverse("admin:privacy_statement_changelist")).content.decode()
