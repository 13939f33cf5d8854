"""Staff upload and publish e-books."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from contact.ebooks import operations as ebooks
from contact.ebooks.errors import FileReplaced
from contact.ebooks.models import Book, BookCover, BookFile
from privacy.journal.models import JournalEntry
from tests.factories.ebooks import PDF, BookFactory, epub
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")


def fields(*files: tuple[str, bytes], title: str = "Korte kurs", **more: object) -> dict[str, object]:
    values: dict[str, object] = {"title_nb": title, "order": "0"}
    values |= {"cover-TOTAL_FORMS": "1", "cover-INITIAL_FORMS": "0"}
    values |= {"address": "", "files-TOTAL_FORMS": str(len(files)), "files-INITIAL_FORMS": "0"}
    for number, (language, content) in enumerate(files):
        values[f"files-{number}-language"] = language
        values[f"files-{number}-upload"] = SimpleUploadedFile("cv.exe", content)
    return values | more


def test_book_is_uploaded_and_published(admin_client: Client, client: Client) -> None:
    answer = admin_client.post(
        reverse("admin:contact_book_add"), fields(("nb", PDF), ("nb", epub()), title="Én bok på åtte")
    )
    assert answer.status_code == 302, (
        answer.context["adminform"].form.errors,
        answer.context["inline_admin_formsets"][0].formset.errors,
    )
    book = Book.objects.get()
    assert (book.address, book.published_at) == ("en-bok-pa-atte", None)
    assert {(file.kind, file.size) for file in book.files.all()} == {("pdf", len(PDF)), ("epub", len(epub()))}
    change, publish = (reverse(f"admin:contact_book_{name}", args=[book.pk]) for name in ("change", "publish"))
    assert publish in admin_client.get(change).content.decode()
    assert admin_client.get(publish).status_code == 405
    admin_client.post(publish)
    assert client.get(f"/e-boker/{book.address}/nb.epub").status_code == 200
    admin_client.post(reverse("admin:contact_book_withdraw", args=[book.pk]))
    assert client.get(f"/e-boker/{book.address}/").status_code == 404
    events = JournalEntry.objects.filter(stream="ebooks").order_by("seq").values_list("event", flat=True)
    assert list(events) == ["ebooks.published", "ebooks.withdrawn"]


def test_file_that_is_none_comes_back_with_the_reason(admin_client: Client) -> None:
    answer = admin_client.post(reverse("admin:contact_book_add"), fields(("nb", b"MZ program")))
    assert says("This is no PDF and no EPUB file, whatever its name says.") in answer.content.decode()
    assert not Book.objects.exists()


def test_two_files_of_a_kind_and_language_come_back(admin_client: Client) -> None:
    answer = admin_client.post(reverse("admin:contact_book_add"), fields(("nb", PDF), ("nb", PDF)))
    assert answer.status_code == 200
    assert not BookFile.objects.exists()


def test_upload_replaces_the_file(admin_client: Client) -> None:
    book = BookFactory.create()
    [file] = book.files.all()
    newer = PDF.replace(b"1.7", b"2.0")
    values = fields(("nb", newer), address=book.address)
    values |= {"files-INITIAL_FORMS": "1", "files-0-id": str(file.pk), "files-0-book": str(book.pk)}
    answer = admin_client.post(reverse("admin:contact_book_change", args=[book.pk]), values)
    assert answer.status_code == 302, (
        answer.context["adminform"].form.errors,
        answer.context["inline_admin_formsets"][0].formset.errors,
    )
    assert bytes(BookFile.objects.get().content) == newer


def test_book_without_a_file_is_not_published(admin_client: Client) -> None:
    book = BookFactory.create(published_at=None)
    book.files.all().delete()
    answer = admin_client.post(reverse("admin:contact_book_publish", args=[book.pk]), follow=True)
    assert says("Give the book a title and a file before you publish it.") in answer.content.decode()
    book.refresh_from_db()
    assert book.published_at is None


@pytest.mark.parametrize("title", ["Sendt", "Korte kurs", "日本"])
def test_address_from_a_title_leads_to_the_book(admin_client: Client, client: Client, title: str) -> None:
    BookFactory.create(address="korte-kurs")
    admin_client.post(reverse("admin:contact_book_add"), fields(("nb", PDF), title=title))
    book = Book.objects.exclude(address="korte-kurs").get()
    admin_client.post(reverse("admin:contact_book_publish", args=[book.pk]))
    assert title in client.get(f"/e-boker/{book.address}/").content.decode()


def picture(width: int = 300, colour: str = "teal") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (width, 400), colour).save(file, "PNG", pnginfo=None)
    return SimpleUploadedFile("omslag.exe", file.getvalue())


def test_book_of_many_megabytes_is_uploaded_and_downloaded_in_pieces(admin_client: Client, client: Client) -> None:
    content = PDF.replace(b"trailer", bytes(range(256)) * 30_000 + b"trailer")
    assert len(content) > 7_000_000
    answer = admin_client.post(reverse("admin:contact_book_add"), fields(("nb", content)))
    assert answer.status_code == 302
    book = Book.objects.get()
    admin_client.post(reverse("admin:contact_book_publish", args=[book.pk]))
    sent = client.get(f"/e-boker/{book.address}/nb.pdf")
    pieces = list(sent.streaming_content)
    assert len(pieces) > 20
    assert b"".join(pieces) == content
    assert sent["Content-Length"] == str(len(content))


@pytest.mark.parametrize("filling", [b"", b"y" * 600_000], ids=["shorter", "as long"])
def test_file_that_is_replaced_during_a_download_breaks_it_off(client: Client, filling: bytes) -> None:
    with transaction.atomic():  # PostgreSQL tells the rows of two transactions apart, savepoints too
        book = BookFactory.create(file=PDF.replace(b"trailer", b"x" * 600_000 + b"trailer"))
    pieces = iter(client.get(f"/e-boker/{book.address}/nb.pdf").streaming_content)
    next(pieces)
    ebooks.keep_file(book=book, language="nb", content=PDF.replace(b"trailer", filling + b"trailer"))
    with pytest.raises(FileReplaced):
        list(pieces)


def test_cover_is_shown_with_what_it_shows_and_kept_by_browsers(admin_client: Client, client: Client) -> None:
    cover: dict[str, object] = {
        "cover-0-upload": picture(),
        "cover-0-text_nb": "En <rund> sirkel",
        "cover-0-text_en": "A circle",
    }
    assert admin_client.post(reverse("admin:contact_book_add"), fields(("nb", PDF)) | cover).status_code == 302
    book = Book.objects.get()
    kept = BookCover.objects.get()
    address = f"/e-boker/{book.address}/cover/{kept.name}"
    assert client.get(address).status_code == 404, "of a draft nobody sees anything"
    admin_client.post(reverse("admin:contact_book_publish", args=[book.pk]))
    for path in ("/e-boker/", f"/e-boker/{book.address}/"):
        page = client.get(path).content.decode()
        assert f'src="{address}"' in page
        assert 'alt="En &lt;rund&gt; sirkel"' in page
    sent = client.get(address)
    assert (sent["Content-Type"], "immutable" in sent["Cache-Control"]) == (f"image/{kept.kind}", True)
    assert bytes(sent.content) == bytes(kept.content)
    assert client.get(f"/e-boker/{book.address}/cover/{'0' * 16}.png").status_code == 404
    assert client.get(f"/e-boker/en-annen/cover/{kept.name}").status_code == 404


def test_cover_is_replaced_under_another_name(admin_client: Client) -> None:
    book = BookFactory.create()
    change = reverse("admin:contact_book_change", args=[book.pk])
    values = fields(address=book.address) | {"cover-0-text_nb": "En sirkel"}
    assert admin_client.post(change, values | {"cover-0-upload": picture()}).status_code == 302
    before = BookCover.objects.get()
    values |= {"cover-INITIAL_FORMS": "1", "cover-0-book": str(book.pk), "cover-0-text_nb": "En rute"}
    assert admin_client.post(change, values | {"cover-0-upload": picture(colour="red")}).status_code == 302
    after = BookCover.objects.get()
    assert (after.text, after.name != before.name) == ({"nb": "En rute"}, True)


@pytest.mark.parametrize(
    "cover",
    [
        {"cover-0-text_nb": "En sirkel"},
        {"cover-0-upload": SimpleUploadedFile("x.png", PDF), "cover-0-text_nb": "En sirkel"},
    ],
)
def test_cover_that_lacks_the_picture_comes_back(admin_client: Client, cover: dict[str, object]) -> None:
    answer = admin_client.post(reverse("admin:contact_book_add"), fields(("nb", PDF)) | cover)
    assert answer.status_code == 200
    assert not Book.objects.exists()


def test_cover_without_words_comes_back(admin_client: Client) -> None:
    values = fields(("nb", PDF)) | {"cover-0-upload": picture()}
    assert admin_client.post(reverse("admin:contact_book_add"), values).status_code == 200
    assert not BookCover.objects.exists()
