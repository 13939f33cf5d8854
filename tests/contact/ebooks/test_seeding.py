"""Topics and e-books of a seed."""

import pytest

from contact.ebooks.models import Book
from contact.ebooks.seeding import seed_books
from newsletter.topics.models import Topic
from newsletter.topics.seeding import seed_topics
from privacy.register.errors import SeedError
from privacy.register.operations import read_seed
from tests.factories.ebooks import NOW
from tests.factories.rules import SEED

pytestmark = pytest.mark.django_db


def test_books_of_the_seed_are_typeset_and_published_once_about_its_topics() -> None:
    seed = read_seed(SEED)
    assert seed_topics(rows=seed["topics"]) == len(seed["topics"])
    one = [{**seed["ebooks"][0], "text": {"nb": seed["ebooks"][0]["text"]["nb"]}}]
    assert seed_books(rows=one, now=NOW) == 1
    book = Book.objects.get()
    assert bytes(book.files.get().content).startswith(b"%PDF-")
    assert (book.published_at, Topic.objects.filter(key=book.subject).exists()) == (NOW, True)
    assert (seed_books(rows=one, now=NOW), seed_topics(rows=seed["topics"])) == (0, 0)
    assert {row["subject"] for row in seed["ebooks"]} <= {row["key"] for row in seed["topics"]}


@pytest.mark.parametrize("row", [{"title": {"nb": "Bok"}}, {"title": {"nb": "Bok"}, "text": {}, "colour": "red"}])
def test_book_that_lacks_something_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(SeedError, match="e-book 1"):
        seed_books(rows=[row], now=NOW)


@pytest.mark.parametrize("row", [{"key": "x y", "title": {"nb": "X"}}, {"key": "x", "colour": "red"}])
def test_topic_that_is_wrong_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(SeedError, match="topic 1"):
        seed_topics(rows=[row])
