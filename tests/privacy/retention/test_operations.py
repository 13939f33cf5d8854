import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction

from privacy.inventory import declarations
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.retention import batches
from privacy.retention import operations as retention
from privacy.retention.errors import UnknownRule
from privacy.retention.models import RetentionRule, RetentionRun
from tests.factories.privacy import NOW, LetterFactory, RetentionRuleFactory, approve
from tests.registries import ReplaceEntries
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.law("P26", "P27")]
MONTH = timedelta(days=31)


@pytest.fixture(autouse=True)
def _three_models(db: None, replace_entries: ReplaceEntries) -> None:
    """One model with an end of its own, one that counts from a time, one that staff end by hand."""
    personal = {model: declarations.personal_data(model) for model in (Letter, Session, User)}
    replace_entries(declarations.models, personal)
    for key, days in (("letters.log", 30), ("staff.session", 1), ("staff.account", 1)):
        RetentionRuleFactory.create(key=key, days=days)


@pytest.fixture
def batches_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 10)


def letters(count: int, retain_until: datetime | None) -> None:
    Letter.objects.bulk_create(LetterFactory.build(retain_until=retain_until) for _ in range(count))


def run(as_of: datetime = NOW) -> dict[str, int]:
    return {run.model: run.deleted for run in retention.run(as_of=as_of, now=NOW)}


def journalled() -> list[int]:
    entries = JournalEntry.objects.filter(event="retention.deleted").order_by("seq")
    return [json.loads(entry.facts)["rows"] for entry in entries]


def test_exactly_what_is_due_is_deleted() -> None:
    letters(3, NOW - timedelta(days=1))
    letters(2, NOW)
    letters(4, NOW + timedelta(microseconds=1))
    letters(5, None)
    assert run() == {"privacy.letter": 5}
    assert Letter.objects.filter(retain_until__gt=NOW).count() == 4
    assert Letter.objects.filter(retain_until=None).count() == 5


def test_second_run_does_nothing() -> None:
    letters(3, NOW)
    run()
    assert run() == {}
    assert RetentionRun.objects.count() == 1
    assert journalled() == [3]


@pytest.mark.usefixtures("batches_of_ten")
def test_batches_stand_alone_and_are_journalled_each() -> None:
    letters(25, NOW)
    letters(1, None)
    assert run() == {"privacy.letter": 25}
    assert journalled() == [10, 10, 5]
    receipt = RetentionRun.objects.get()
    assert (receipt.rule, receipt.deleted, receipt.as_of, receipt.finished_at) == ("letters.log", 25, NOW, NOW)


def test_journal_holds_no_value_of_what_was_deleted() -> None:
    letters(1, NOW)
    object_id = str(Letter.objects.get().object_id)
    run()
    entry = JournalEntry.objects.get()
    assert set(json.loads(entry.facts)) == {"run", "rule", "model", "rows", "tables", "ids"}
    assert object_id not in entry.facts
    assert list(journal.verify_chain()) == []


def session(key: str, expires: datetime) -> None:
    Session.objects.create(session_key=key, session_data="x", expire_date=expires)


def test_rule_counts_from_a_time_that_the_row_holds() -> None:
    session("over", NOW - timedelta(days=1))
    session("nearly", NOW - timedelta(days=1) + timedelta(seconds=1))
    session("running", NOW + timedelta(hours=8))
    assert run() == {"sessions.session": 1}
    assert set(Session.objects.values_list("pk", flat=True)) == {"nearly", "running"}


def test_of_two_periods_the_earlier_counts() -> None:
    RetentionRule.objects.filter(key="staff.session").update(days=30, months=1)
    approve(RetentionRule.objects.get(key="staff.session"))
    start = datetime(2026, 1, 31, 12, tzinfo=NOW.tzinfo)
    session("since january", start)
    assert run(datetime(2026, 2, 28, 11, tzinfo=NOW.tzinfo)) == {}
    assert run(datetime(2026, 2, 28, 12, tzinfo=NOW.tzinfo)) == {"sessions.session": 1}


def test_what_staff_end_by_hand_is_left() -> None:
    User.objects.create_user("kari@example.com", last_login=NOW - timedelta(days=1000))
    assert run() == {}
    assert User.objects.count() == 1
    assert "auth.user" not in [due.model for due in retention.count_due(NOW)]


def test_counting_what_is_due_changes_nothing() -> None:
    letters(3, NOW)
    letters(1, None)
    session("over", NOW - MONTH)
    assert {(due.model, due.rule, due.rows) for due in retention.count_due(NOW)} == {
        ("privacy.letter", "letters.log", 3),
        ("sessions.session", "staff.session", 1),
    }
    assert (Letter.objects.count(), Session.objects.count()) == (4, 1)
    assert not RetentionRun.objects.exists()
    assert not JournalEntry.objects.exists()


def test_missing_rule_is_named() -> None:
    RetentionRule.objects.filter(key="staff.session").delete()
    with pytest.raises(UnknownRule, match=r"staff\.session"):
        run()


@pytest.mark.usefixtures("batches_of_ten")
def test_queries_grow_with_batches_and_not_with_rows(django_assert_num_queries: Callable[[int], Any]) -> None:
    letters(1, NOW)
    run()
    letters(9, NOW)
    # The rules; for each line a count; for letters whether anything is on hold, the time limits, two batches (the last
    # finds nothing) with a look at the holds, counts before and after, the receipt, its figures, the journal and a
    # fresh look, in two savepoints; the keys between tables; the lock that the run holds; and that the rules have run.
    with django_assert_num_queries(27):
        run()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("batches_of_ten")
def test_run_that_breaks_keeps_its_whole_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    letters(25, NOW)
    append, calls = journal.append, iter(range(10))

    def die_at_the_second(**kwargs: Any) -> Any:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return append(**kwargs)

    monkeypatch.setattr(journal, "append", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert Letter.objects.count() == 15
    assert journalled() == [10]
    assert RetentionRun.objects.get().deleted == 10
    assert run() == {"privacy.letter": 15}
    assert sum(journalled()) == 25


KILLED = """
import os, signal, sys
sys.path.insert(0, {root!r})
import django
django.setup()
from datetime import datetime
from privacy.inventory import declarations
from privacy.letters.models import Letter
from privacy.journal import operations as journal; from privacy.retention import operations as retention
declarations.models.replaced({{Letter: declarations.personal_data(Letter)}}).__enter__()
retention.BATCH, append, calls = 10, journal.append, iter(range(10))
def killed(**kwargs):
    entry = append(**kwargs)
    if next(calls) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return entry
journal.append = killed
retention.run(as_of=datetime.fromisoformat({now!r}), now=datetime.fromisoformat({now!r}))
"""


@pytest.mark.django_db(transaction=True)
def test_process_killed_in_a_batch_and_run_again_deletes_each_row_once() -> None:
    letters(35, NOW)
    letters(2, None)
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development",
        "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
    }
    code = KILLED.format(root=str(settings.BASE_DIR), now=NOW.isoformat())
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert Letter.objects.count() == 27
    assert journalled() == [10]
    assert run() == {"privacy.letter": 25}
    assert Letter.objects.count() == 2
    assert sum(journalled()) == 35
    assert list(journal.verify_chain()) == []


@pytest.mark.django_db(transaction=True)
def test_row_that_somebody_holds_is_passed_by() -> None:
    letters(5, NOW)
    held, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(Letter.objects.select_for_update()[:2])
                held.set()
                may_go.wait(20)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    try:
        assert run() == {"privacy.letter": 3}
    finally:
        may_go.set()
        holder.join(timeout=30)
        connection.close()
    assert run() == {"privacy.letter": 2}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("batches_of_ten")
def test_runs_at_once_share_the_work() -> None:
    letters(200, NOW)
    together(*[lambda: retention.run(as_of=NOW, now=NOW)] * 3)
    run()  # what one run had locked, another may have passed by
    assert not Letter.objects.exists()
    assert sum(journalled()) == 200
    assert max(journalled()) == 10
    assert sum(RetentionRun.objects.values_list("deleted", flat=True)) == 200
    assert list(journal.verify_chain()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("batches_of_ten")
def test_run_whose_database_goes_away_keeps_its_whole_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a restart of the server does: every connection is ended, in the middle of a batch."""
    letters(35, NOW)
    append, calls = journal.append, iter(range(10))

    def cut_off_in_the_third(**kwargs: Any) -> Any:
        if next(calls) == 2:
            server = connection.settings_dict
            with psycopg.connect(
                host=server["HOST"], port=server["PORT"], user=server["USER"], password=server["PASSWORD"],
                dbname=server["NAME"], autocommit=True,
            ) as other:  # fmt: skip
                other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return append(**kwargs)

    monkeypatch.setattr(journal, "append", cut_off_in_the_third)
    with pytest.raises(OperationalError):
        run()
    monkeypatch.setattr(journal, "append", append)
    connection.close()
    assert (Letter.objects.count(), journalled()) == (15, [10, 10])
    assert run() == {"privacy.letter": 15}
    assert sum(journalled()) == 35
    assert list(journal.verify_chain()) == []


@pytest.mark.django_db(transaction=True)
def test_batch_that_is_slow_is_ended_and_taken_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """No transaction of the engine may hold its locks for a second, however slow the tables behind a row are."""
    monkeypatch.setattr(batches, "LONGEST", "300ms")
    letters(40, NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_sleep(0.02); RETURN OLD; END';"
            "CREATE TRIGGER slow BEFORE DELETE ON privacy_letter FOR EACH ROW EXECUTE FUNCTION slow()"
        )
    try:
        assert run() == {"privacy.letter": 40}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER slow ON privacy_letter; DROP FUNCTION slow()")
    receipt = RetentionRun.objects.get()
    assert receipt.batches > 1
    assert receipt.longest_ms < 1000
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
