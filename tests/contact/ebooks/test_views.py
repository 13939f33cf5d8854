"""The library: downloads without a word, and links by mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from time_machine import travel

from contact.ebooks import operations as ebooks
from contact.ebooks.models import BookRequest
from newsletter.subscriptions.models import ConsentText, PendingSignUp, Subscription
from privacy.intake.limits.senders import stamp
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.web import pages
from tests.factories.ebooks import NOW, PDF, BookFactory, epub

pytestmark = pytest.mark.usefixtures("rules")
SENT = "/e-boker/sendt/"


def send_due() -> list[mail.EmailMessage]:
    for letter_id in Letter.objects.unsent().values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=timezone.now())
    return mail.outbox


def ask(client: Client, path: str, **values: str):
    read = {"loaded": stamp(timezone.now() - timedelta(seconds=30))}
    return client.post(path, read | values, headers={"Sec-Fetch-Site": "same-origin"})


def link_in(message: mail.EmailMessage) -> str:
    return (
        next(line for line in str(message.body).splitlines() if "/lenke/" in line).partition("://")[2].partition("/")[2]
    )


@pytest.mark.law("P8")
def test_book_is_downloaded_without_giving_anything(client: Client) -> None:
    book = BookFactory.create(file=PDF)
    ebooks.keep_file(book=book, language="en", content=epub())
    page = client.get(f"/e-boker/{book.address}/")
    assert client.get("/e-boker/").content.decode().count(f"/e-boker/{book.address}/") == 1
    assert "public" in page["Cache-Control"]
    html = page.content.decode()
    assert html.index("nb.pdf") < html.index("en.epub")
    file = client.get(f"/e-boker/{book.address}/nb.pdf")
    assert (file.getvalue(), file["Content-Type"]) == (PDF, "application/pdf")
    assert file["Content-Disposition"] == f'attachment; filename="{book.address}-nb.pdf"'
    assert not file.cookies
    assert not page.cookies
    assert client.get(f"/e-boker/{book.address}/en.epub")["Content-Type"] == "application/epub+zip"
    assert not BookRequest.objects.exists()


@pytest.mark.parametrize("name", ["nn.pdf", "nb.epub", "nb", "../nb.pdf", "nb.pdf.exe", "nb.pdf/"])
def test_file_that_is_not_there_is_not_found(client: Client, name: str) -> None:
    book = BookFactory.create()
    assert client.get(f"/e-boker/{book.address}/{name}").status_code == 404


def test_draft_is_shown_to_nobody(client: Client) -> None:
    book = BookFactory.create(published_at=None)
    assert book.address not in client.get("/e-boker/").content.decode()
    for path in (f"/e-boker/{book.address}/", f"/e-boker/{book.address}/nb.pdf"):
        assert client.get(path).status_code == 404
    assert ask(client, f"/e-boker/{book.address}/", email="kari@example.com").status_code == 404


def test_book_is_listed_in_the_languages_that_have_a_title(client: Client) -> None:
    book = BookFactory.create(title={"nb": "Korte kurs"})
    assert client.get(f"/e-boker/{book.address}/").status_code == 200
    assert client.get(f"/en/e-books/{book.address}/").status_code == 404
    assert book.address not in client.get("/en/e-books/").content.decode()
    assert {"nb": f"/e-boker/{book.address}/"} in list(pages.addresses())


@pytest.mark.law("X-35")
def test_link_comes_by_mail_and_opening_it_changes_nothing(client: Client) -> None:
    book = BookFactory.create()
    answer = ask(client, f"/e-boker/{book.address}/", email="Kari@Example.com")
    assert (answer.status_code, answer["Location"]) == (303, SENT)
    request = BookRequest.objects.get()
    assert (request.email, request.title) == ("kari@example.com", "Korte kurs (nb)")
    [message] = send_due()
    assert message.to == ["kari@example.com"]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    path = f"/{link_in(message)}"
    page = client.get(path)
    assert "no-store" in page["Cache-Control"]
    assert client.get(f"{path}nb.pdf").getvalue() == PDF
    assert client.head(path).status_code == 200
    assert not Subscription.objects.exists()


def test_link_works_when_the_book_is_taken_back_and_not_after_an_erasure(client: Client) -> None:
    book = BookFactory.create()
    ask(client, f"/e-boker/{book.address}/", email="kari@example.com")
    path = f"/{link_in(send_due()[0])}"
    ebooks.withdraw(book=book, staff_id=0, now=NOW)
    assert client.get(f"{path}nb.pdf").status_code == 200
    BookRequest.objects.all().delete()
    assert client.get(path).status_code == 410
    assert client.get(f"{path}nb.pdf", follow=True).status_code == 410


def test_link_expires_and_a_forged_one_is_none(client: Client) -> None:
    book = BookFactory.create()
    with travel(NOW, tick=False):
        ask(client, f"/e-boker/{book.address}/", email="kari@example.com")
        path = f"/{link_in(send_due()[0])}"
    with travel(NOW + timedelta(days=7, minutes=1), tick=False):
        assert client.get(path).status_code == 410
    assert client.get(path.replace("/lenke/", "/lenke/x")).status_code == 404
    assert client.get(f"{path[:-3]}/").status_code == 404


def test_mail_goes_to_one_mailbox_three_times_a_day(client: Client) -> None:
    book = BookFactory.create()
    for tag in ("", "+a", "+b", "+c", ""):
        assert ask(client, f"/e-boker/{book.address}/", email=f"kari{tag}@example.com").status_code == 303
    assert len(send_due()) == 3
    with translation.override("nb"), travel(timezone.now() + timedelta(days=1, minutes=5)):
        ask(client, reverse("ebooks:book", args=[book.address]), email="kari@example.com")
        assert len(send_due()) == 4


@pytest.mark.law("P19", "M-05")
def test_newsletter_is_a_box_of_its_own_that_nobody_has_to_tick(client: Client) -> None:
    book = BookFactory.create()
    path = f"/e-boker/{book.address}/"
    box = client.get(path).content.decode().partition('type="checkbox"')[2].partition(">")[0]
    assert 'name="newsletter"' in box
    assert "checked" not in box
    assert "required" not in box
    without = ask(client, path, email="ola@example.com")
    assert not PendingSignUp.objects.exists()
    ticked = ask(client, path, email="kari@example.com", newsletter="on")
    assert (ticked.status_code, ticked["Location"]) == (without.status_code, without["Location"])
    asked = PendingSignUp.objects.get()
    assert (asked.email, asked.form) == ("kari@example.com", "ebooks.link")
    assert "nyhetsbrev" in ConsentText.objects.get().text
    assert sorted(message.to[0] for message in send_due()) == [
        "kari@example.com",
        "kari@example.com",
        "ola@example.com",
    ]


@pytest.mark.parametrize("email", ["", "kari@", "x" * 250 + "@example.com"])
def test_error_keeps_what_was_typed_and_the_tick(client: Client, email: str) -> None:
    book = BookFactory.create()
    answer = ask(client, f"/e-boker/{book.address}/", email=email, newsletter="on")
    html = answer.content.decode()
    assert (answer.status_code, 'href="#id_email"' in html) == (422, True)
    assert email in html
    assert "checked" in html
    assert not BookRequest.objects.exists()


def test_program_and_other_sites_get_nothing(client: Client) -> None:
    path = f"/e-boker/{BookFactory.create().address}/"
    asked = ask(client, path, email="kari@example.com", homepage="https://spam.example.com")
    assert 'name="step"' in asked.content.decode()
    refused = client.post(path, {"email": "kari@example.com"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert not BookRequest.objects.exists()
