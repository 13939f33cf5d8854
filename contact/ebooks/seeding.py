"""E-books from a seed file: ``[[ebooks]]`` with their texts in Markdown, for a site that has none yet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from contact.ebooks import operations as ebooks
from contact.ebooks.errors import FileRefused, NotPublishable
from contact.ebooks.models import Book
from contact.ebooks.typesetting import typeset
from privacy.register import in_force
from privacy.register.errors import SeedError

_NOBODY = 0  # among the accounts of staff
_FIELDS = frozenset({"title", "description", "address", "subject", "text"})


@transaction.atomic
def seed_books(*, rows: Iterable[Mapping[str, Any]], now: datetime) -> int:
    """Typeset and publish the books of a seed, and return their number; nothing where there are books already.

    Raises ``SeedError``; then nothing was changed.
    """
    if Book.objects.exists():
        return 0
    number = 0
    for number, row in enumerate(rows, start=1):
        if unknown := sorted(set(row) - _FIELDS):
            raise SeedError(f"e-book {number}: there is no such field: {', '.join(unknown)}")
        try:
            _make(row, number, now)
        except (ValidationError, FileRefused, NotPublishable, KeyError) as error:
            raise SeedError(f"e-book {number}: {error}") from error
    return number


def _make(row: Mapping[str, Any], number: int, now: datetime) -> None:
    values = {name: value for name, value in row.items() if name != "text"}
    book = Book(order=number, **values)
    ebooks.complete_address(book)
    book.full_clean()
    book.save()
    publisher = in_force.controller().name
    for language, text in row["text"].items():
        title, lead = book.title[language], book.description.get(language, "")
        content = typeset(title=title, lead=lead, text=text, publisher=publisher, language=language, at=now)
        ebooks.keep_file(book=book, language=language, content=content)
    ebooks.publish(book=book, staff_id=_NOBODY, now=now)
