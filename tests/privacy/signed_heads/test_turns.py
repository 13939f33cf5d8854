"""Each night compares what is new, and a share of the old; after some nights everything was compared."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from contact.messages import operations as messages
from contact.messages.models import Message
from privacy.journal.scopes import EVERYTHING
from privacy.signed_heads import turns, verifying
from privacy.signed_heads.models import JournalCheck
from tests.factories.rules import load_rules

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
NIGHT = timedelta(days=1)
NIGHTS = 3
LIE = "UPDATE contact_message SET received_at = received_at - interval '1 hour' WHERE id = %s"


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_COMPARED_NIGHTS": NIGHTS}
    load_rules()


def write(count: int, now: datetime) -> list[Message]:
    fields = {"text": "Hei", "email": "kari@example.com"}
    return [messages.receive(fields=fields, language="nb", is_suspect=False, now=now) for _ in range(count)]


def lie(message: Message) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LIE, [message.pk])


def night(number: int) -> JournalCheck:
    return verifying.check_nightly(now=NOW + number * NIGHT)


@pytest.mark.law("A-15")
def test_first_night_compares_everything_and_the_next_a_share() -> None:
    write(3, NOW)
    assert turns.next_turn().scope == EVERYTHING
    assert night(0).faults == 0
    seen = {turns.next_turn().scope.lower}
    for number in range(1, NIGHTS):
        assert night(number).faults == 0
        seen.add(turns.next_turn().scope.lower)
    assert len(seen) == NIGHTS


@pytest.mark.law("A-15")
def test_lie_about_a_new_row_is_found_the_same_night() -> None:
    night(0)
    for message in write(4, NOW):
        lie(message)
    assert night(1).faults == 4


@pytest.mark.law("A-15")
def test_every_lie_about_old_rows_is_found_within_the_nights_that_are_set() -> None:
    old = write(12, NOW)
    assert night(0).faults == 0
    for message in old:
        lie(message)
    found = [night(number).faults for number in range(1, NIGHTS + 1)]
    assert found[0] < 12  # a share
    assert max(found) == 12  # everything, once something was found


@pytest.mark.law("A-15")
def test_fault_is_named_every_night_until_it_is_gone() -> None:
    (message,) = write(1, NOW)
    lie(message)
    assert [night(number).faults for number in range(NIGHTS + 2)] == [1] * (NIGHTS + 2)
    Message.objects.filter(pk=message.pk).update(received_at=NOW)
    assert night(9).faults == 0


@pytest.mark.law("A-15")
def test_command_compares_everything() -> None:
    old = write(6, NOW)
    night(0)
    for message in old:
        lie(message)
    assert verifying.verify(places=[], now=NOW).count == 6
