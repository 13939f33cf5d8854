"""E-books for tests, with the smallest files that are what they say."""

import io
import zipfile
from datetime import UTC, datetime

import factory
from django.conf import settings

from contact.ebooks import operations as ebooks
from contact.ebooks.models import Book

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def epub(*, kind: bytes = b"application/epub+zip", container: str = "META-INF/container.xml") -> bytes:
    """An EPUB of two entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(container, "<container/>")
    return file.getvalue()


class BookFactory(factory.django.DjangoModelFactory[Book]):
    """A published book with a PDF in Norwegian, listed in every language."""

    class Meta:
        model = Book
        skip_postgeneration_save = True

    address = factory.Sequence(lambda number: f"bok-{number:04}")
    title = factory.LazyFunction(lambda: {code: f"Korte kurs ({code})" for code, _name in settings.LANGUAGES})
    description = factory.LazyFunction(lambda: {"nb": "Om korte kurs."})
    published_at = NOW

    @factory.post_generation
    def file(self: Book, create: bool, extracted: bytes | None, **_options: object) -> None:
        ebooks.keep_file(book=self, language="nb", content=extracted or PDF)
