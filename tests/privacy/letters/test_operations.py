import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import transaction

from privacy.letters import composers, jobs
from privacy.letters import operations as letters
from privacy.letters.mail import UntrackedMail
from privacy.letters.models import Letter
from privacy.retention.errors import UnknownRule
from privacy.retention.models import RetentionRule
from tests.factories.privacy import NOW, LetterFactory, RetentionRuleFactory
from tests.privacy.runs.killed import kill, process_at_work
from tests.registries import ReplaceEntries
from tests.together import together

ADDRESS = "kari@example.com"
pytestmark = pytest.mark.django_db
Compose = Callable[..., None]


@pytest.fixture(autouse=True)
def _rule(db: None) -> None:
    RetentionRuleFactory.create(key="letters.log", days=30)


@pytest.fixture
def compose(replace_entries: ReplaceEntries) -> Compose:
    """Register a composer for the kind that the factory makes, and no other."""
    replace_entries(composers.registry, {})

    def register(answer: Any = None, *, fails: Exception | None = None) -> None:
        def hello(object_id: UUID, now: datetime) -> UntrackedMail | None:
            if fails:
                raise fails
            return answer

        replace_entries(composers.registry, {"test.hello": hello})

    return register


def message(**facts: Any) -> UntrackedMail:
    return UntrackedMail("Hei", "Innhold", to=[ADDRESS], **facts)


def send(letter: Letter, now: datetime = NOW) -> bool:
    done = letters.send(letter_id=letter.pk, now=now)
    letter.refresh_from_db()
    return done


def test_letter_is_a_row_before_it_is_a_message(django_capture_on_commit_callbacks: Any) -> None:
    object_id = uuid4()
    with django_capture_on_commit_callbacks() as nudges:
        letter = letters.post(kind="test.hello", object_id=object_id, now=NOW)
    assert (letter.kind, letter.object_id, letter.due_at, letter.attempts) == ("test.hello", object_id, NOW, 0)
    assert len(nudges) == 1
    assert nudges[0].args == (jobs.SEND_LETTER, [str(letter.pk)])
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_letter_of_a_refused_transaction_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("privacy.jobs._send", lambda *nudge: sent.append(nudge))
    with transaction.atomic():
        letters.post(kind="test.hello", object_id=uuid4(), now=NOW)
        transaction.set_rollback(True)
    assert sent == []
    assert not Letter.objects.exists()


def test_sent_letter_says_when_and_until_when(compose: Compose) -> None:
    compose(message())
    letter = LetterFactory.create()
    assert send(letter)
    assert [one.to for one in mail.outbox] == [[ADDRESS]]
    assert (letter.is_sent, letter.ended_at, letter.attempts) == (True, NOW, 1)
    assert letter.retain_until == NOW + timedelta(days=30)


def test_sent_letter_is_not_sent_again(compose: Compose) -> None:
    compose(message())
    letter = LetterFactory.create()
    send(letter)
    assert not send(letter, NOW + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_letter_that_is_not_due_or_not_there_is_left(compose: Compose) -> None:
    compose(message())
    assert not send(LetterFactory.create(due_at=NOW + timedelta(seconds=1)))
    assert not letters.send(letter_id=uuid4(), now=NOW)
    assert mail.outbox == []


def test_message_id_is_the_letters_own(compose: Compose, settings: Any) -> None:
    compose(message())
    letter = LetterFactory.create()
    send(letter)
    assert mail.outbox[0].message()["Message-ID"] == f"<{letter.pk}@{settings.MAIL_DOMAIN}>"


def test_letter_to_nobody_ends_without_a_message(compose: Compose) -> None:
    compose(None)
    letter = LetterFactory.create()
    assert not send(letter)
    assert mail.outbox == []
    assert (letter.is_sent, letter.ended_at) == (False, NOW)
    assert letter.retain_until is not None


def test_failed_letter_is_tried_again_with_back_off(compose: Compose) -> None:
    compose(fails=ConnectionRefusedError(f"no such mailbox {ADDRESS}"))
    letter = LetterFactory.create()
    waits, now = [], NOW
    for _attempt in range(letters.MOST_ATTEMPTS - 1):
        assert not send(letter, now)
        waits.append(letter.due_at - now)
        assert letter.ended_at is None
        now = letter.due_at
    assert waits[0] == timedelta(minutes=2)
    assert all(later == 2 * earlier for earlier, later in pairwise(waits))
    compose(message())
    assert send(letter, now)
    assert letter.last_error == ""


def test_letter_is_given_up_in_the_end(compose: Compose) -> None:
    compose(fails=TimeoutError())
    letter = LetterFactory.create(attempts=letters.MOST_ATTEMPTS - 1)
    assert not send(letter)
    assert (letter.is_sent, letter.ended_at, letter.last_error) == (False, NOW, "TimeoutError")
    assert letter.retain_until == NOW + timedelta(days=30)
    assert not Letter.objects.due(NOW + timedelta(days=365)).exists()


@pytest.mark.law("A-08")
def test_failure_leaves_no_address_in_the_row_or_in_the_log(compose: Compose, caplog: pytest.LogCaptureFixture) -> None:
    compose(fails=OSError(f"550 {ADDRESS}: user unknown"))
    letter = LetterFactory.create()
    with caplog.at_level(logging.DEBUG):
        send(letter)
    row = " ".join(str(value) for value in Letter.objects.values().get().values())
    assert "OSError" in row
    assert str(letter.pk) in caplog.text
    assert "@" not in row
    assert "kari" not in caplog.text


def test_kind_that_no_app_composes_waits_and_says_so(compose: Compose) -> None:
    letter = LetterFactory.create(kind="test.unknown")
    assert callable(compose)
    assert not send(letter)
    assert letter.last_error == "NotRegistered"
    assert letter.ended_at is None


def test_nothing_leaves_while_the_letter_could_not_end(compose: Compose) -> None:
    compose(message())
    RetentionRule.objects.all().delete()
    with pytest.raises(UnknownRule, match=r"letters\.log"):
        letters.send(letter_id=LetterFactory.create().pk, now=NOW)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_letter_is_claimed_once_by_workers_at_once(compose: Compose) -> None:
    compose(message())
    letter = LetterFactory.create()
    sent = together(*[lambda: letters.send(letter_id=letter.pk, now=NOW)] * 8)
    assert sorted(sent) == [False] * 7 + [True]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_worker_killed_while_sending_leaves_a_letter_that_comes_again(compose: Compose) -> None:
    compose(fails=SystemExit())  # type: ignore[arg-type]
    letter = LetterFactory.create()
    with pytest.raises(SystemExit):
        letters.send(letter_id=letter.pk, now=NOW)
    letter.refresh_from_db()
    assert (letter.attempts, letter.ended_at) == (1, None)
    assert letter.due_at == NOW + timedelta(seconds=5)
    compose(message())
    assert not send(letter, NOW + timedelta(seconds=4))
    assert send(letter, NOW + timedelta(seconds=5))


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("A-09")
def test_letter_of_a_slow_worker_is_sent_by_no_other(compose: Compose) -> None:
    """However long the mail server takes: only the end of the process lets another try."""
    compose(message())
    letter = LetterFactory.create()
    with process_at_work("privacy.letter", letter.pk, alone=True) as process:
        assert not letters.send(letter_id=letter.pk, now=NOW + timedelta(hours=1))
        kill(process, "privacy.letter", letter.pk)
    assert letters.send(letter_id=letter.pk, now=NOW + timedelta(hours=1))


def test_letter_that_kills_its_worker_is_given_up_in_the_end(compose: Compose) -> None:
    compose(fails=SystemExit())  # type: ignore[arg-type]
    letter, now = LetterFactory.create(), NOW
    for _attempt in range(letters.MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            letters.send(letter_id=letter.pk, now=now)
        letter.refresh_from_db()
        assert letter.ended_at is None
        now = letter.due_at
    assert not letters.send(letter_id=letter.pk, now=now)
    letter.refresh_from_db()
    assert (letter.ended_at, letter.is_sent, letter.last_error) == (now, False, "Killed")
    assert letter.retain_until is not None
    assert letter in Letter.objects.lost()


def test_due_letters_are_those_unsent_whose_time_has_come() -> None:
    due = LetterFactory.create()
    LetterFactory.create(due_at=NOW + timedelta(seconds=1))
    LetterFactory.create(ended_at=NOW)
    assert list(Letter.objects.due(NOW)) == [due]
    assert Letter.objects.unsent().count() == 2


def test_letter_shows_no_person() -> None:
    assert str(LetterFactory.build(due_at=NOW)) == "Brev 10.03.2026 10:00"
