from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from pytest_django import Settings


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.EMAIL_BACKEND = "proviso_site.pages.mailbox.FolderBackend"
    return tmp_path / "mail"


def send(subject: str, text: str) -> None:
    message = EmailMultiAlternatives(
        subject, text, "site@example.com", ["kari@example.com"], connection=get_connection()
    )
    message.attach("kopi.zip", b"PK", "application/zip")
    assert message.send() == 1


def test_each_message_is_one_private_file_named_by_time(folder: Path) -> None:
    before = datetime.now(UTC)
    send("Første", "a")
    send("Andre", "b")
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert files[0].name[:8] == f"{before:%Y%m%d}"
    assert b"Subject: =?utf-8?" in files[0].read_bytes()
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


@pytest.mark.django_db
def test_page_lists_newest_first_and_links_are_live(folder: Path, client: Client) -> None:
    send("Første", "a")
    send("Andre & <b>", "Gå til http://127.0.0.1/bekreft/abc_-:1/ nå. <script>")
    page = client.get("/dev/mail/").content.decode()
    assert page.index("Andre &amp; &lt;b&gt;") < page.index("Første")

    name = max(folder.iterdir()).stem
    single = client.get(f"/dev/mail/{name}/").content.decode()
    assert '<a href="http://127.0.0.1/bekreft/abc_-:1/"' in single
    assert "&lt;script&gt;" in single
    assert "kopi.zip" in single
    assert "kari@example.com" in single


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["..", "%2e%2e%2fsecret", "20260101T000000.000000Z-00000000"])
def test_other_names_are_not_found(folder: Path, client: Client, name: str) -> None:
    assert client.get(f"/dev/mail/{name}/").status_code == 404
