"""The ledger: what a restore must not undo is in a file outside the database, whatever is killed when."""

import json
import re
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from privacy.erasure import ledger_file, ledger_kinds, restore_guard, tasks
from privacy.erasure import operations as erasure
from privacy.erasure.errors import LedgerBehind, LedgerBroken, LedgerElsewhere, UnknownLedgerKind
from privacy.erasure.ledger_file import LedgerFile
from privacy.erasure.models import LedgerEntry
from privacy.erasure.restore_guard import LedgerState
from privacy.journal.errors import PersonalValueInJournal
from tests.factories.privacy import NOW
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.law("D-24", "X-13")]


@pytest.fixture
def file(settings: Any) -> Path:
    return Path(settings.PRIVACY["ERASURE_LEDGER"])


def note(number: int = 1) -> LedgerEntry:
    return erasure.note(kind="test.ended", facts={"row": number}, now=NOW)


def told(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_line_says_what_was_done_and_names_the_one_before(file: Path) -> None:
    entries = [note(1), note(2)]
    assert erasure.copy() == 2
    first, second = told(file)
    assert {first["id"], second["id"]} == {str(entry.pk) for entry in entries}
    assert (first["n"], first["before"], second["before"]) == (1, ledger_file.GENESIS, first["hash"])
    assert file.stat().st_mode & 0o777 == 0o600
    assert restore_guard.compare_with_ledger() is LedgerState.IN_STEP
    assert erasure.copy() == 0


@pytest.mark.django_db(transaction=True)
def test_line_is_on_disk_when_the_transaction_has_committed(file: Path) -> None:
    with transaction.atomic():
        note()
        assert not file.exists()
    assert len(told(file)) == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_never_told(file: Path) -> None:
    with transaction.atomic():
        note()
        transaction.set_rollback(True)
    erasure.copy()
    assert not file.exists() or told(file) == []


@pytest.mark.django_db(transaction=True)
def test_file_that_is_away_does_not_stop_the_work_and_the_tick_catches_up(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": str(tmp_path / "blocked" / "erasures.log")}
    note()
    assert LedgerEntry.objects.waiting().count() == 1
    assert restore_guard.compare_with_ledger() is LedgerState.BROKEN
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": str(tmp_path / "here" / "erasures.log")}
    tasks.copy_ledger()
    assert len(told(tmp_path / "here" / "erasures.log")) == 1


def test_writer_killed_before_the_mark_is_made_up_for(file: Path) -> None:
    """The line is on disk, the database does not know: no restore, and no second line."""
    note(1)
    erasure.copy()
    LedgerEntry.objects.update(number=None, hash="")
    assert restore_guard.compare_with_ledger() is LedgerState.IN_STEP
    note(2)
    assert erasure.copy() == 1
    assert [line["n"] for line in told(file)] == [1, 2]
    assert not LedgerEntry.objects.waiting().exists()


def test_line_cut_short_by_a_power_cut_is_written_again(file: Path) -> None:
    note(1)
    erasure.copy()
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:40])
    assert restore_guard.compare_with_ledger() is LedgerState.IN_STEP
    note(2)
    erasure.copy()
    assert [line["n"] for line in told(file)] == [1, 2]


def test_line_that_this_database_never_saw_closes_it(file: Path) -> None:
    note(1)
    erasure.copy()
    note(2)
    erasure.copy()
    LedgerEntry.objects.filter(number=2).delete()
    assert restore_guard.compare_with_ledger() is LedgerState.RESTORED
    note(3)
    with pytest.raises(LedgerElsewhere):
        erasure.copy()
    assert len(told(file)) == 2


@pytest.mark.parametrize("lost", ["emptied", "gone", "shortened"])
def test_ledger_that_lost_lines_closes_the_site_rather_than_forget_them(file: Path, lost: str) -> None:
    note(1)
    note(2)
    erasure.copy()
    if lost == "gone":
        file.unlink()
    else:
        file.write_text("" if lost == "emptied" else file.read_text().splitlines()[0] + "\n")
    assert restore_guard.compare_with_ledger() is LedgerState.BEHIND
    note(3)
    with pytest.raises(LedgerBehind):
        erasure.copy()


@pytest.mark.parametrize("number", [1, 2])
def test_changed_line_is_found_by_its_number(file: Path, number: int) -> None:
    note(1)
    note(2)
    erasure.copy()
    lines = file.read_text().splitlines()
    lines[number - 1] = lines[number - 1].replace('"kind":"test.ended"', '"kind":"test.other"')
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(LedgerBroken) as broken:
        list(LedgerFile(file).lines())
    assert broken.value.number == number


def test_line_taken_out_of_the_middle_is_found(file: Path) -> None:
    for number in range(3):
        note(number)
    erasure.copy()
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[2]]) + "\n")
    with pytest.raises(LedgerBroken, match="Line 2 "):
        list(LedgerFile(file).lines())


def test_second_copy_has_every_line_and_gives_them_back(file: Path, settings: Any, tmp_path: Path) -> None:
    note(1)
    erasure.copy()
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER_COPY": str(tmp_path / "second.log")}
    note(2)
    erasure.copy()
    assert (tmp_path / "second.log").read_text() == file.read_text()
    file.unlink()
    assert restore_guard.compare_with_ledger() is LedgerState.IN_STEP
    note(3)
    erasure.copy()
    assert [line["n"] for line in told(file)] == [1, 2, 3]
    assert (tmp_path / "second.log").read_text() == file.read_text()


def test_copies_that_disagree_are_not_mixed(file: Path, settings: Any, tmp_path: Path) -> None:
    note(1)
    erasure.copy()
    other = tmp_path / "second.log"
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER_COPY": str(other)}
    stranger = ledger_file.next_line(ledger_file.LedgerEnd(), id=note(9).pk, at=NOW, kind="x", facts={})
    after = ledger_file.next_line(ledger_file.LedgerEnd(1, stranger.hash), id=note(8).pk, at=NOW, kind="x", facts={})
    with LedgerFile(other).locked() as open_file:
        ledger_file.write_lines(open_file, [stranger, after])
    with pytest.raises(LedgerBroken):
        erasure.copy()
    assert len(told(file)) == 1


def bytes_read() -> int:
    return int(re.search(r"rchar: (\d+)", Path("/proc/self/io").read_text())[1])  # type: ignore[index]


def test_end_of_a_long_ledger_is_found_by_reading_little(file: Path) -> None:
    note()
    erasure.copy()
    whole = file.read_bytes()
    file.write_bytes(whole * (2_000_000 // len(whole)))
    before = bytes_read()
    assert LedgerFile(file).end() == LedgerFile(file).end()
    assert bytes_read() - before < 200_000


@pytest.mark.parametrize("length", [10, 63_000, 70_000, 600_000])
@pytest.mark.parametrize("cut_short", ["", '{"n": 3, "id": "cut sho'])
def test_last_line_is_found_however_long_it_is(file: Path, length: int, cut_short: str) -> None:
    first = ledger_file.next_line(ledger_file.LedgerEnd(), id=uuid4(), at=NOW, kind="a", facts={"ids": "0" * 300_000})
    last = ledger_file.next_line(
        ledger_file.LedgerEnd(first.number, first.hash), id=uuid4(), at=NOW, kind="a", facts={"ids": "1" * length}
    )
    with LedgerFile(file).locked() as open_file:
        ledger_file.write_lines(open_file, [first, last])
    with file.open("a") as open_file:
        open_file.write(cut_short)
    assert LedgerFile(file).end() == ledger_file.LedgerEnd(2, last.hash)
    with LedgerFile(file).locked():
        pass
    assert [line.number for line in LedgerFile(file).lines()] == [1, 2]
    assert file.read_bytes().endswith(b"\n")


@pytest.mark.django_db(transaction=True)
def test_16_writers_make_one_chain(file: Path) -> None:
    def work(number: int) -> None:
        for turn in range(4):
            with transaction.atomic():
                note(number * 10 + turn)

    together(*[partial(work, number) for number in range(16)])
    erasure.copy()
    assert [line.number for line in LedgerFile(file).lines()] == list(range(1, 65))
    assert restore_guard.compare_with_ledger() is LedgerState.IN_STEP
    assert not LedgerEntry.objects.waiting().exists()


def test_no_personal_value_gets_in(file: Path) -> None:
    with pytest.raises(PersonalValueInJournal):
        erasure.note(kind="test.ended", facts={"who": "kari@example.com"}, now=NOW)


def test_kind_of_a_newer_version_is_named() -> None:
    with pytest.raises(UnknownLedgerKind, match=r"test\.unheard"):
        ledger_kinds.ledger_kind("test.unheard")


def test_standing_is_answered_from_memory(django_assert_num_queries: Any) -> None:
    restore_guard.forget()
    assert restore_guard.is_open()
    with django_assert_num_queries(0):
        assert all(restore_guard.is_open() for _ in range(1000))
