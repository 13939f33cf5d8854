"""The page where staff bring an old policy: they see what is taken, what is not and why, before anything is written."""

from base64 import b64encode
from pathlib import Path
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from tests.consent.importing.corpus import FOLDER
from tests.words import says

pytestmark = pytest.mark.django_db
TABLE = "Cookie name;Provider;Category;Duration\n_ga;Google;Analytics;2 years\nexample.com;Us;Analytics;1 day\n"


@pytest.fixture
def url() -> str:
    return reverse("admin:consent_import")


def test_preview_shows_rows_and_reasons_and_writes_nothing(admin_client: Client, url: str) -> None:
    page = admin_client.post(url, {"text": TABLE}).content.decode()
    assert "<code>_ga</code>" in page
    assert says("This is the address of a server, not the name of a cookie.") in page
    assert 'name="content"' in page
    assert not any(model._default_manager.exists() for model in (StorageItem, Service, Vendor))


def test_confirmed_preview_is_imported_as_it_was_shown(admin_client: Client, url: str) -> None:
    content = admin_client.post(url, {"text": TABLE}).context["content"]
    answer = admin_client.post(url, {"content": content})
    assert answer.status_code == 302
    assert [item.name for item in StorageItem.objects.all()] == ["_ga"]
    again = admin_client.post(url, {"text": TABLE})
    assert (again.context["new_count"], again.context["kept_count"]) == (0, 1)


def test_file_is_read_as_well_as_a_pasted_text(admin_client: Client, url: str) -> None:
    path: Path = FOLDER / "developed" / "libreria.html"
    file = SimpleUploadedFile(path.name, path.read_bytes(), content_type="text/html")
    answer = admin_client.post(url, {"file": file})
    assert answer.context["new_count"] == 6
    assert [row.text for row in answer.context["result"].skipped] == ["NOME_DEL_COOKIE"]


@pytest.mark.parametrize("data", [{}, {"text": "   "}])
def test_nothing_to_read_is_said_at_the_field(admin_client: Client, url: str, data: dict[str, str]) -> None:
    answer = admin_client.post(url, {**data, "file": ""})
    assert answer.context["form"].errors["text"]


def test_text_without_cookies_is_answered_in_words(admin_client: Client, url: str) -> None:
    answer = admin_client.post(url, {"text": "Åpent fra ni til fem."})
    assert answer.context["faults"]
    assert "result" not in answer.context


@pytest.mark.parametrize("content", ["", "x", "eJwDAAAAAAE=:1:abc"])
def test_content_that_no_preview_made_is_refused(admin_client: Client, url: str, content: str) -> None:
    answer = admin_client.post(url, {"content": content})
    assert answer.status_code == 302
    assert not StorageItem.objects.exists()


def test_policy_that_is_too_large_to_send_back_is_refused(admin_client: Client, url: str) -> None:
    noise = b64encode(Random(1).randbytes(1_450_000))  # cannot be compressed
    answer = admin_client.post(url, {"file": SimpleUploadedFile("policy.txt", noise)})
    assert answer.context["form"].errors["file"]
    assert not StorageItem.objects.exists()


def test_staff_without_the_permission_are_refused(client: Client, url: str, django_user_model: type) -> None:
    user = django_user_model._default_manager.create_user(  # type: ignore[attr-defined]
        username="reader@example.com", email="reader@example.com", password="x", is_staff=True
    )
    client.force_login(user)
    assert client.get(url).status_code == 403
    assert client.post(url, {"text": TABLE}).status_code == 403
