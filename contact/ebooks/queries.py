"""Books as visitors see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, F, Func, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from contact.ebooks.enums import FileKind
from contact.ebooks.errors import FileReplaced
from contact.ebooks.models import DIGEST, Book, BookCover, BookFile
from privacy.register.languages.fields import name_of

_PIECE = 256 * 1024  # bytes


@dataclass(frozen=True, kw_only=True)
class ShownFile:
    """A file of a book: its name, as the last part of an address; what it is; its language where that is another."""

    name: str
    kind: str
    language: str
    language_name: str
    size: int


def listed() -> list[Book]:
    """Return the published books that have a title in the active language."""
    return list(Book.objects.published().with_covers().filter(title__has_key=get_language()))


def find_listed(address: str) -> Book | None:
    """Return the published book with this address, if it is listed in the active language."""
    return Book.objects.published().with_covers().filter(address=address, title__has_key=get_language()).first()


def files_of(book: Book) -> list[ShownFile]:
    """Return the files of a book, those in the active language first."""
    files = [
        ShownFile(
            name=f"{file.language}.{file.kind}",
            kind=str(FileKind(file.kind).label),
            language=file.language,
            language_name=name_of(file.language),
            size=file.size,
        )
        for file in book.files.defer("content")
    ]
    return sorted(files, key=lambda file: file.language != get_language())


def find_file(book: Book, name: str) -> BookFile | None:
    """Return a file of a book without its content, by its name, such as ``nb.pdf``."""
    language, _dot, kind = name.partition(".")
    found: BookFile | None = _versions().defer("content").filter(book=book, language=language, kind=kind).first()
    return found


def content_of(file: BookFile) -> Iterator[bytes]:
    """Yield the content of a file of ``find_file`` in pieces. Raises ``FileReplaced`` if staff upload another."""
    unchanged = _versions().filter(pk=file.pk, version=vars(file)["version"])
    for start in range(1, file.size + 1, _PIECE):
        part = Func(F("content"), start, _PIECE, function="substring", output_field=BinaryField())
        piece = unchanged.values_list(part, flat=True).first()
        if piece is None:
            raise FileReplaced
        yield bytes(piece)


def _versions() -> QuerySet[Any]:
    """Return the files with what PostgreSQL changes whenever a row is written anew."""
    return BookFile.objects.annotate(version=RawSQL("contact_bookfile.xmin::text", ()))


def find_cover(address: str, name: str) -> BookCover | None:
    """Return the cover of a published book by its name."""
    digest, _dot, kind = name.partition(".")
    covers = BookCover.objects.filter(book__in=Book.objects.published().filter(address=address))
    return covers.filter(sha256__startswith=digest, kind=kind).first() if len(digest) == DIGEST else None


def published_addresses() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the address of each published book with its titles."""
    yield from Book.objects.published().values_list("address", "title")
