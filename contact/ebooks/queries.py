"""Books as visitors see them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from contact.ebooks.enums import FileKind
from contact.ebooks.models import Book, BookFile
from privacy.register.languages.fields import name_of


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
    return list(Book.objects.published().filter(title__has_key=get_language()))


def find_listed(address: str) -> Book | None:
    """Return the published book with this address, if it is listed in the active language."""
    return Book.objects.published().filter(address=address, title__has_key=get_language()).first()


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
    """Return a file of a book with its content, by its name, such as ``nb.pdf``."""
    language, _dot, kind = name.partition(".")
    return BookFile.objects.filter(book=book, language=language, kind=kind).first()


def published_addresses() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the address of each published book with its titles."""
    yield from Book.objects.published().values_list("address", "title")
