"""Signed heads: what is signed, where it goes, and what an attacker who owns the database cannot hide from them."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.journal.operations import _expected_hash
from privacy.letters import operations as letters
from privacy.register.purposes.models import Controller
from privacy.signed_heads import operations as heads
from privacy.signed_heads import signing, tasks, verifying
from privacy.signed_heads.head_storage import FolderStorage, HttpStorage, head_storages, storage_at
from privacy.signed_heads.models import JournalCheck, JournalHead
from tests.factories.privacy import NOW, ControllerFactory
from tests.factories.rules import load_rules

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-15")]
TABLE = "privacy_journalentry"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def away(settings: Any, tmp_path: Path) -> Path:
    """A place off the machine, as far as a test can have one."""
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_HEADS": [str(tmp_path / "away")]}
    return tmp_path / "away"


def write(count: int, *, stream: str = "test", at: datetime = NOW) -> None:
    for number in range(count):
        journal.append(stream=stream, event="test.done", facts={"n": number}, now=at)


def sign_and_place(now: datetime) -> None:
    heads.sign_due(now=now)
    heads.place_due(now=now)


def faults(*extra: str) -> list[str]:
    places = [storage_at(text) for text in extra] or head_storages()
    report = verifying.verify(places=places, now=NOW + 9 * DAY)
    return [fault.line_in_english for fault in report.faults if fault.stream != "journal"]


def attack(*statements: str) -> None:
    """Do as the owner of the database can: off with the triggers, on again, as though nothing had been."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL")
        for statement in statements:
            cursor.execute(statement)
        for name in ("chain", "append_only", "no_truncate"):
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_{name}")


def chain_again(stream: str = "test") -> None:
    """Compute every hash of a stream anew, as an attacker would who knows how it is made."""
    previous = "0" * 64
    for entry in JournalEntry.objects.filter(stream=stream).order_by("seq"):
        entry.previous = previous
        previous = _expected_hash(entry)
        attack(f"UPDATE {TABLE} SET previous = '{entry.previous}', hash = '{previous}' WHERE id = {entry.pk}")


def test_head_names_the_last_entry_of_every_stream_at_the_end_of_the_day(away: Path) -> None:
    write(2)
    write(1, stream="other")
    write(1, at=NOW + DAY)
    sign_and_place(NOW + DAY)
    (file,) = away.iterdir()
    assert file.name == "journal-head-2026-03-10.json"
    told = json.loads(file.read_text())
    last = {entry.stream: entry for entry in JournalEntry.objects.filter(at=NOW).order_by("seq")}
    assert told["head"]["streams"] == [["other", 1, last["other"].hash], ["test", 2, last["test"].hash]]
    assert signing.is_signed(told["head"], told["signature"])
    assert faults() == []


def test_missed_days_are_caught_up_and_each_names_the_one_before(away: Path) -> None:
    write(1)
    sign_and_place(NOW + DAY)
    write(1, at=NOW + 2 * DAY)
    sign_and_place(NOW + 4 * DAY)
    days = [f"journal-head-2026-03-{number}.json" for number in (10, 11, 12, 13)]
    assert sorted(file.name for file in away.iterdir()) == days
    documents = [json.loads((away / name).read_text())["head"] for name in days]
    assert [{row[0]: row[1] for row in document["streams"]}["test"] for document in documents] == [1, 1, 2, 2]
    assert [document["before"][0] if document["before"] else None for document in documents] == [None, *days[:-1]]


def test_signing_again_signs_nothing_and_says_so_in_the_journal() -> None:
    write(1)
    assert len(heads.sign_due(now=NOW + DAY)) == 1
    assert heads.sign_due(now=NOW + DAY) == []
    assert JournalEntry.objects.filter(event="journal.signed").count() == 1


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"UPDATE {TABLE} SET facts = '{{}}' WHERE stream = 'test' AND seq = 2", "test 2: changed"),
        (f"DELETE FROM {TABLE} WHERE stream = 'test' AND seq = 2", "test 2: missing"),
        (
            (
                f"UPDATE {TABLE} SET seq = 9 WHERE stream = 'test' AND seq = 2; "
                f"UPDATE {TABLE} SET seq = 2 WHERE stream = 'test' AND seq = 3; "
                f"UPDATE {TABLE} SET seq = 3 WHERE stream = 'test' AND seq = 9"
            ),
            "test 2: reordered or replaced",
        ),
        (
            f"DELETE FROM {TABLE} WHERE stream = 'test' AND seq > 2",
            "test 3: cut off: 4 entries were signed for 2026-03-10",
        ),
        (f"DELETE FROM {TABLE} WHERE stream = 'test'", "test 1: cut off: 4 entries were signed for 2026-03-10"),
    ],
)
def test_what_an_attacker_did_to_an_entry_is_named(statement: str, fault: str) -> None:
    write(4)
    write(4, stream="untouched")
    sign_and_place(NOW + DAY)
    attack(*statement.split("; "))
    found = faults()
    assert fault in found
    assert not any(problem.startswith("untouched") for problem in found)


def test_past_that_was_written_anew_is_named_with_where_it_may_begin() -> None:
    write(2)
    sign_and_place(NOW + DAY)
    write(3, at=NOW + DAY)
    sign_and_place(NOW + 2 * DAY)
    attack(f"UPDATE {TABLE} SET facts = '{{}}' WHERE stream = 'test' AND seq = 3")
    chain_again()
    assert list(journal.verify_chain()) == []  # the chain alone cannot tell
    assert faults() == ["test 5: written anew: somewhere from 3 on it is not what was signed for 2026-03-11"]


def test_attacker_who_changes_the_heads_here_too_is_caught_by_those_elsewhere(away: Path) -> None:
    write(3)
    sign_and_place(NOW + DAY)
    attack(f"DELETE FROM {TABLE} WHERE stream = 'test' AND seq = 3")
    JournalHead.objects.all().delete()
    assert faults() == [
        "journal-head-2026-03-10.json: missing: the journal says that it was signed (here)",
        "test 3: cut off: 3 entries were signed for 2026-03-10",
    ]
    assert faults(str(away)) == faults()


def test_head_that_is_gone_or_exchanged_here_is_named_where_no_place_keeps_it(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_HEADS": []}
    write(2)
    for days in (1, 2):
        heads.sign_due(now=NOW + days * DAY)
    assert faults() == []
    last = JournalHead.objects.latest("day")
    JournalHead.objects.filter(pk=last.pk).update(text=JournalHead.objects.earliest("day").text)
    name = last.file_name
    assert f"{name}: replaced: not the one that was signed (here)" in faults()
    last.delete()
    assert faults() == [f"{name}: missing: the journal says that it was signed (here)"]


def forge(text: str, **changes: Any) -> str:
    told = json.loads(text)
    told["head"] |= changes
    return json.dumps(told)


@pytest.mark.parametrize("kind", ["changed", "unsigned", "of another key", "of another day", "no JSON"])
def test_head_that_no_key_of_ours_signed_is_named_and_not_believed(away: Path, settings: Any, kind: str) -> None:
    write(3)
    sign_and_place(NOW + DAY)
    (file,) = away.iterdir()
    text = file.read_text()
    ours = settings.PRIVACY["JOURNAL_KEY"]
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_KEY": "77" * 32}
    told = json.loads(text)["head"]
    of_another = json.dumps({"head": told, "signature": signing.sign(told)})
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_KEY": ours}
    of_another_day = text
    if kind == "of another day":
        file = file.rename(away / "journal-head-2026-03-09.json")
    texts = {
        "changed": forge(text, streams=[["test", 1, "0" * 64]]),
        "unsigned": json.dumps({"head": told}),
        "of another key": of_another,
        "of another day": of_another_day,
        "no JSON": "not JSON",
    }
    file.write_text(texts[kind])
    assert f"{file.name}: forged: not signed by a key of ours ({away})" in faults()


def test_head_gone_from_its_place_or_exchanged_is_named(away: Path) -> None:
    write(1)
    sign_and_place(NOW + 1 * DAY)
    sign_and_place(NOW + 2 * DAY)
    first = away / "journal-head-2026-03-10.json"
    first.unlink()
    assert faults() == [
        f"{first.name}: missing: journal-head-2026-03-11.json names it ({away})",
        f"{first.name}: missing from {away}",
    ]
    document = json.loads(JournalHead.objects.last().text)["head"] | {"streams": []}
    first.write_text(json.dumps({"head": document, "signature": signing.sign(document)}))
    assert faults() == [f"{first.name}: replaced: not the one that journal-head-2026-03-11.json names ({away})"]


def test_old_heads_verify_with_the_old_public_key_after_the_key_changed(away: Path, settings: Any) -> None:
    write(2)
    sign_and_place(NOW + DAY)
    old = signing.public_key()
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_KEY": "22" * 32}
    assert faults() != []
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_PUBLIC_KEYS": [old]}
    sign_and_place(NOW + 2 * DAY)
    assert faults() == []
    assert {json.loads(file.read_text())["head"]["key"] for file in away.iterdir()} == {old, signing.public_key()}


def test_place_that_fails_is_tried_again_and_shown_to_staff(settings: Any, tmp_path: Path) -> None:
    from privacy.signed_heads import dashboard

    (tmp_path / "away").write_text("a file where a folder should be")
    write(1)
    sign_and_place(NOW + DAY)
    head = JournalHead.objects.get()
    assert (head.placed_at, head.attempts) == (None, 1)
    assert "Error" in head.last_error
    (item,) = dashboard.journal(NOW + DAY).items
    assert item.is_urgent
    assert "2026-03-10" in item.text
    assert heads.place_due(now=NOW + DAY) == 0  # not yet
    (tmp_path / "away").unlink()
    assert heads.place_due(now=NOW + DAY + timedelta(minutes=5)) == 1
    assert dashboard.journal(NOW + DAY).items == []


def test_what_is_there_already_is_never_overwritten(away: Path) -> None:
    away.mkdir()
    file = away / "journal-head-2026-03-10.json"
    file.write_text("somebody else's")
    write(1)
    sign_and_place(NOW + DAY)
    assert file.read_text() == "somebody else's"
    assert "AlreadyThere" in JournalHead.objects.get().last_error


def test_placing_twice_is_once(away: Path) -> None:
    FolderStorage(away).put("one", b"same")
    FolderStorage(away).put("one", b"same")
    assert [file.name for file in away.iterdir()] == ["one"]


class Storage(BaseHTTPRequestHandler):
    """As much of object storage as its documentation promises: PUT once, GET, a bearer token."""

    kept: dict[str, bytes] = {}

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Authorization") != "Bearer let-me-in":
            return self._say(403)
        if self.headers.get("If-None-Match") == "*" and self.path in self.kept:
            return self._say(412)
        self.kept[self.path] = body
        return self._say(201)

    def do_GET(self) -> None:
        if self.path not in self.kept:
            return self._say(404)
        return self._say(200, self.kept[self.path])

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def storage(settings: Any) -> Iterator[str]:
    Storage.kept = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Storage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/heads/{{name}}?signature=presigned"
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_HEADS": [url]}
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_HEADS_TOKEN": "let-me-in"}
    yield url
    server.shutdown()
    server.server_close()


def test_object_storage_takes_a_head_once_and_gives_it_back(storage: str, settings: Any) -> None:
    write(3)
    sign_and_place(NOW + DAY)
    assert list(Storage.kept) == ["/heads/journal-head-2026-03-10.json?signature=presigned"]
    attack(f"DELETE FROM {TABLE} WHERE stream = 'test' AND seq = 3")
    JournalHead.objects.all().delete()
    assert "test 3: cut off: 3 entries were signed for 2026-03-10" in faults()
    HttpStorage(storage).put("journal-head-2026-03-10.json", Storage.kept[next(iter(Storage.kept))])
    with pytest.raises(Exception, match="nothing is overwritten"):
        HttpStorage(storage).put("journal-head-2026-03-10.json", b"other")
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_HEADS_TOKEN": ""}
    sign_and_place(NOW + 2 * DAY)
    error = JournalHead.objects.get().last_error
    assert "HTTPError" in error
    assert "presigned" not in error


def test_nightly_check_keeps_its_figures(settings: Any) -> None:
    write(3)
    sign_and_place(NOW + DAY)
    check = verifying.check_nightly(now=NOW + DAY)
    assert (check.entries, check.heads, check.faults) == (4, 2, 0)
    assert check.guard == "9 of 9 triggers, triggers only"
    assert JournalEntry.objects.filter(event="journal.verified").count() == 1


def test_fault_is_told_at_once_on_the_desk_and_by_letter() -> None:
    from privacy.signed_heads import dashboard

    load_rules()
    ControllerFactory.create()
    write(3)
    attack(f"UPDATE {TABLE} SET facts = '{{}}' WHERE seq = 2")
    tasks.verify_journal()
    check = JournalCheck.objects.get()
    (letter,) = letters.Letter.objects.filter(object_id=check.pk)
    letters.send(letter_id=letter.pk, now=letter.due_at)
    assert mail.outbox[0].to == [Controller.objects.get().contact_email]
    (fault,) = journal.verify_chain()
    assert fault.line != fault.line_in_english == "test 2: changed"
    assert fault.line in mail.outbox[0].body
    item = dashboard.journal(check.checked_at).items[0]
    assert (item.is_urgent, item.note) == (True, fault.line)


def test_check_that_did_not_run_is_shown() -> None:
    from privacy.signed_heads import dashboard

    verifying.check_nightly(now=NOW)
    assert dashboard.journal(NOW).items == []
    assert dashboard.journal(NOW + 2 * DAY).items[0].is_urgent


def test_both_are_on_the_schedule() -> None:
    from proviso_site.celery import SCHEDULE

    assert {"privacy.sign_journal", "privacy.verify_journal"} <= set(SCHEDULE)
    write(1, at=datetime.now(tz=NOW.tzinfo) - 3 * DAY)
    tasks.sign_journal()
    assert JournalHead.objects.get().placed_at is not None
