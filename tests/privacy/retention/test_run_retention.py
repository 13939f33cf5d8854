import json
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from privacy.inventory import declarations
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.management.commands.run_retention import Command
from privacy.retention.models import RetentionRun
from tests.factories.privacy import NOW, LetterFactory, RetentionRuleFactory
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_letters(replace_entries: ReplaceEntries) -> None:
    RetentionRuleFactory.create(key="letters.log")
    replace_entries(declarations.models, {Letter: declarations.personal_data(Letter)})


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("run_retention", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("now", "deleted"),
    [
        ("2026-03-10", 0),
        ("2026-03-10T09:59:59", 0),
        ("2026-03-10T10:00:00", 1),
        ("2026-03-10T10:00", 1),
        ("2026-03-10 10:00:00", 1),
        ("2026-03-10T09:00:00Z", 1),
        ("2026-03-10T10:00:00+01:00", 1),
        ("2026-03-10T08:59:59+00:00", 0),
        ("2026-03-11", 1),
    ],
)
def test_now_is_read_as_local_time_unless_it_says_otherwise(now: str, deleted: int) -> None:
    LetterFactory.create(retain_until=NOW)  # 09:00 UTC is 10:00 in Norway
    assert f"{deleted} rows deleted" in run("--now", now)
    assert Letter.objects.count() == 1 - deleted


@pytest.mark.parametrize("now", ["yesterday", "2026-02-30", "2026-13-01T00:00", "", "31.12.2026"])
def test_now_that_is_no_time_is_one_clear_line(now: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        Command().run_from_argv(["manage.py", "run_retention", f"--now={now}"])
    assert end.value.code == 2
    assert "--now" in capsys.readouterr().err
    with pytest.raises(CommandError):
        run("--now", now)


def test_without_now_the_clock_counts() -> None:
    LetterFactory.create(retain_until=NOW)
    with time_machine.travel(datetime(2026, 3, 10, 8, 59, tzinfo=UTC), tick=False):
        assert "0 rows deleted" in run()
    with time_machine.travel(NOW, tick=False):
        assert "1 rows deleted" in run()


def test_dry_run_counts_and_changes_nothing() -> None:
    LetterFactory.create(retain_until=NOW)
    LetterFactory.create(retain_until=None)
    out = run("--now", "2026-04-01", "--dry-run")
    assert "1 rows due" in out
    assert "privacy.letter" in out
    assert "letters.log" in out
    assert Letter.objects.count() == 2
    assert not RetentionRun.objects.exists()
    assert not JournalEntry.objects.exists()


def test_second_run_says_nothing_was_due() -> None:
    LetterFactory.create(retain_until=NOW)
    run("--now", "2026-04-01")
    assert run("--now", "2026-04-01") == "0 rows deleted as of 2026-04-01T00:00:00+02:00.\n"


def test_receipt_tells_both_times() -> None:
    LetterFactory.create(retain_until=NOW)
    with time_machine.travel(NOW, tick=False):
        run("--now", "2026-04-01T00:00:00Z")
    receipt = RetentionRun.objects.get()
    assert (receipt.as_of, receipt.finished_at) == (datetime(2026, 4, 1, tzinfo=UTC), NOW)
    entry = JournalEntry.objects.get()
    assert (entry.at, json.loads(entry.facts)["rows"]) == (NOW, 1)
