from typing import Any
from uuid import UUID

import pytest
import time_machine
from celery import current_app

from privacy import jobs, tasks
from privacy.operations import letters, promises, retention
from tests.factories.privacy import NOW, LetterFactory

Calls = list[dict[str, Any]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What the tasks asked the operations to do."""
    made: Calls = []

    def note(**asked: Any) -> list[Any]:
        made.append(asked)
        return []

    for module, name in ((letters, "send"), (promises, "check"), (retention, "run")):
        monkeypatch.setattr(module, name, note)
    return made


@pytest.mark.parametrize("name", [jobs.SEND_LETTER, jobs.SEND_DUE_LETTERS, jobs.RUN_RETENTION, jobs.CHECK_PROMISES])
def test_every_job_is_a_task(name: str) -> None:
    current_app.loader.import_default_modules()
    assert name in current_app.tasks


@time_machine.travel(NOW, tick=False)
def test_letter_is_sent_by_its_id(calls: Calls) -> None:
    letter = LetterFactory.build()
    tasks.send_letter(str(letter.pk))
    assert calls == [{"letter_id": UUID(str(letter.pk)), "now": NOW}]


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_tick_finds_the_letters_that_no_nudge_announced(calls: Calls) -> None:
    due = LetterFactory.create()
    LetterFactory.create(due_at=NOW.replace(hour=23))
    LetterFactory.create(ended_at=NOW)
    tasks.send_due_letters()
    assert calls == [{"letter_id": due.pk, "now": NOW}]


@time_machine.travel(NOW, tick=False)
def test_tick_deletes_as_of_now(calls: Calls) -> None:
    tasks.run_retention()
    assert calls == [{"as_of": NOW, "now": NOW}]


@time_machine.travel(NOW, tick=False)
def test_tick_checks_as_of_now(calls: Calls) -> None:
    tasks.check_promises()
    assert calls == [{"now": NOW}]
