"""Letters that were marked behind the application are found by the journal."""

from datetime import timedelta

import pytest
from django.db import connection

from privacy.journal import operations as journal
from privacy.letters import composers, journalled
from privacy.letters import operations as letters
from privacy.letters.mail import UntrackedMail
from privacy.letters.models import Letter
from tests.factories.privacy import NOW, LetterFactory, RetentionRuleFactory
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-15")]


@pytest.fixture(autouse=True)
def _letters(db: None, replace_entries: ReplaceEntries) -> None:
    """One letter that left, one that had nothing to say, and one that waits."""
    RetentionRuleFactory.create(key="letters.log", days=30)
    sent, empty, _waits = LetterFactory.create_batch(3)
    for letter, answer in ((sent, UntrackedMail("Hei", "Innhold", to=["kari@example.com"])), (empty, None)):
        replace_entries(composers.registry, {"test.hello": lambda _object_id, _now, answer=answer: answer})
        letters.send(letter_id=letter.pk, now=NOW)
    assert Letter.objects.filter(is_sent=True).count() == 1
    assert list(journalled.compare()) == []


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("time", ["due_at", "now()", "'1999-01-01T12:00Z'"])
@pytest.mark.parametrize("lied_about", ["ended_at IS NULL", "ended_at IS NOT NULL AND NOT is_sent"])
def test_letter_that_never_left_and_is_said_to_be_sent_is_found(lied_about: str, time: str) -> None:
    sql(f"UPDATE privacy_letter SET is_sent = true, attempts = 1, ended_at = {time} WHERE {lied_about}")
    assert [fault.text for fault in journal.compare_sources()] == ["is said to be sent, and never left"]


@pytest.mark.parametrize("ended_at", ["ended_at", "NULL"])
def test_letter_that_left_and_would_be_sent_again_is_found(ended_at: str) -> None:
    sql(f"UPDATE privacy_letter SET is_sent = false, ended_at = {ended_at} WHERE is_sent")
    assert [fault.text for fault in journalled.compare()] == ["was sent, and is said to have never left"]


def test_letters_from_before_the_journal_knew_of_them_are_no_fault() -> None:
    old = LetterFactory.create(is_sent=True, ended_at=NOW, due_at=NOW + timedelta(minutes=5))
    assert list(journalled.compare())
    journal.append(stream="letters", event="letters.known_from", facts={}, now=NOW + timedelta(minutes=1))
    assert list(journalled.compare()) == []
    sql(f"UPDATE privacy_letter SET due_at = due_at + interval '2 hours' WHERE id = '{old.pk}'")
    assert list(journalled.compare())
