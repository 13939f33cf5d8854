from typing import Any
from uuid import UUID

import pytest
import time_machine
from celery import current_app

from privacy.letters import operations as letters
from privacy.letters.jobs import SEND_DUE_LETTERS, SEND_LETTER
from privacy.letters.tasks import send_due_letters, send_letter
from privacy.retention import operations as retention
from privacy.retention.jobs import RUN_RETENTION
from privacy.retention.tasks import run_retention
from privacy.verdicts import operations as verdicts
from privacy.verdicts.jobs import CHECK_PROMISES
from privacy.verdicts.tasks import check_promises
from tests.factories.privacy import NOW, LetterFactory

Calls = list[dict[str, Any]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What the tasks asked the operations to do."""
    made: Calls = []

    def note(**asked: Any) -> list[Any]:
        made.append(asked)
        return []

    for module, name in ((letters, "send"), (verdicts, "check"), (retention, "run")):
        monkeypatch.setattr(module, name, note)
    return made


@pytest.mark.parametrize("name", [SEND_LETTER, SEND_DUE_LETTERS, RUN_RETENTION, CHECK_PROMISES])
def test_every_job_is_a_task(name: str) -> None:
    current_app.loader.import_default_modules()
    assert name in current_app.tasks


@time_machine.travel(NOW, tick=False)
def test_letter_is_sent_by_its_id(calls: Calls) -> None:
    letter = LetterFactory.build()
    send_letter(str(letter.pk))
    assert calls == [{"letter_id": UUID(str(letter.pk)), "now": NOW}]


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_tick_finds_the_letters_that_no_nudge_announced(calls: Calls) -> None:
    due = LetterFactory.create()
    LetterFactory.create(due_at=NOW.replace(hour=23))
    LetterFactory.create(ended_at=NOW)
    send_due_letters()
    assert calls == [{"letter_id": due.pk, "now": NOW}]


@pytest.mark.django_db  # after the rows it deletes the files that their deletion left
@time_machine.travel(NOW, tick=False)
def test_tick_deletes_as_of_now(calls: Calls) -> None:
    run_retention()
    assert calls == [{"as_of": NOW, "now": NOW}]


@time_machine.travel(NOW, tick=False)
def test_tick_checks_as_of_now(calls: Calls) -> None:
    check_promises()
    assert calls == [{"now": NOW}]
