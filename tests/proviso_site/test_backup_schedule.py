"""Scheduled backups and drills: due or not, encrypted or refused, and an alarm when the last good one is old."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.register.models import Revision
from privacy.register.purposes.models import Controller
from proviso_site.backup import keys, letters, making, records, schedule
from proviso_site.backup.errors import BackupError
from proviso_site.backup.records import Problem
from proviso_site.celery import SCHEDULE, app
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-09", "D-24")]
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVACY = settings.PRIVACY | {"BACKUP_FOLDER": str(tmp_path)}
    settings.BACKUP_RECIPIENT, settings.BACKUP_IDENTITY = "", str(pyrage.x25519.Identity.generate())
    Revision.objects.create(number=1, published_at=NOW - 99 * DAY, content={}, sha256="0" * 64)
    return tmp_path


def facts(event: str) -> list[dict[str, Any]]:
    return [json.loads(entry.facts) for entry in JournalEntry.objects.filter(event=event).order_by("seq")]


def test_backup_is_made_when_the_last_is_a_day_old_and_is_encrypted(folder: Path) -> None:
    assert schedule.back_up_when_due(now=NOW)
    assert not schedule.back_up_when_due(now=NOW + DAY - HOUR)
    assert schedule.back_up_when_due(now=NOW + DAY)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["backup-20260310T090000Z.tar.age", "backup-20260311T090000Z.tar.age"]
    assert b"PGDMP" not in (folder / names[0]).read_bytes()
    assert [fact["file"] for fact in facts(records.MADE)] == names
    assert all(fact["encrypted"] for fact in facts(records.MADE))


def test_backup_without_a_key_is_refused_and_the_failure_is_noted_once_a_day(settings: Any, folder: Path) -> None:
    settings.BACKUP_IDENTITY = ""
    for hours in range(3):
        assert not schedule.back_up_when_due(now=NOW + hours * HOUR)
    assert list(folder.iterdir()) == []
    assert facts(records.FAILED) == [{"what": "backup", "reason": "BackupError"}]
    with pytest.raises(BackupError, match="There is no key"):
        making.make_backup(folder=folder, now=NOW)


def test_key_is_that_of_the_recipient_or_of_the_identity(settings: Any) -> None:
    own = settings.BACKUP_IDENTITY
    assert str(keys.recipient()) == str(pyrage.x25519.Identity.from_str(own).to_public())
    settings.BACKUP_RECIPIENT = str(pyrage.x25519.Identity.generate().to_public())
    assert str(keys.recipient()) == settings.BACKUP_RECIPIENT
    settings.BACKUP_RECIPIENT = "age1nonsense"
    with pytest.raises(BackupError, match="not an age recipient"):
        keys.recipient()


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: os.truncate(path, 100)], ids=["gone", "cut short"])
def test_newest_backup_that_is_lost_is_an_alarm_and_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    assert schedule.back_up_when_due(now=NOW)
    damage(folder / "backup-20260310T090000Z.tar.age")
    with monkeypatch.context() as patch:
        patch.setattr(making, "make_backup", _fail)
        for hours in (1, 2):
            assert not schedule.back_up_when_due(now=NOW + hours * HOUR)
            assert Problem.NO_BACKUP in records.problems(NOW + hours * HOUR)
    assert facts(records.LOST) == [{"file": "backup-20260310T090000Z.tar.age"}]
    assert schedule.back_up_when_due(now=NOW + 3 * HOUR)
    assert Problem.NO_BACKUP not in records.problems(NOW + 3 * HOUR)
    assert not schedule.back_up_when_due(now=NOW + 4 * HOUR)


def _fail(**_options: Any) -> None:
    raise BackupError("No space left on device")


def test_disk_that_is_full_while_encrypting_is_a_failure_that_is_noted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_arguments: Any) -> None:
        raise pyrage.EncryptError("No space left on device (os error 28)")

    monkeypatch.setattr(pyrage, "encrypt_file", no_space)
    assert not schedule.back_up_when_due(now=NOW)
    assert facts(records.FAILED) == [{"what": "backup", "reason": "BackupError"}]
    assert list(folder.iterdir()) == []


def test_backups_beyond_the_number_are_deleted_the_oldest_first(tmp_path: Path) -> None:
    for days in range(5):
        (tmp_path / f"backup-{NOW - timedelta(days=days):%Y%m%dT%H%M%SZ}.tar.age").touch()
    assert len(making.prune(folder=tmp_path, days=30, most=3, now=NOW)) == 2
    assert min(path.name for path in tmp_path.iterdir()) == "backup-20260308T090000Z.tar.age"
    assert making.prune(folder=tmp_path, days=30, most=3, now=NOW) == []


def made_and_drilled(made_at: datetime, drilled_at: datetime, folder: Path) -> None:
    path = folder / "backup-20260310T090000Z.tar.age"
    path.touch()
    records.record_backup(path, is_encrypted=True, now=made_at)
    records.record_drill(path, rows=1, lines=0, now=drilled_at)


@pytest.mark.parametrize(
    ("made", "drilled", "wrong"),
    [
        (35 * HOUR, 7 * DAY, []),
        (37 * HOUR, 7 * DAY, [Problem.NO_BACKUP]),
        (HOUR, 8 * DAY, [Problem.NO_DRILL]),
        (37 * HOUR, 8 * DAY, [Problem.NO_BACKUP, Problem.NO_DRILL]),
    ],
)
def test_alarm_is_raised_when_the_last_good_one_is_old(
    folder: Path, made: timedelta, drilled: timedelta, wrong: list[Problem]
) -> None:
    made_and_drilled(NOW - made, NOW - drilled, folder)
    assert records.problems(NOW) == wrong


def test_site_without_any_backup_is_alarmed_when_it_is_old_enough_to_have_one() -> None:
    published = Revision.objects.get().published_at
    assert records.problems(published + 35 * HOUR) == []
    assert records.problems(published + 37 * HOUR) == [Problem.NO_BACKUP]
    assert records.problems(NOW) == [Problem.NO_BACKUP, Problem.NO_DRILL]


def test_staff_are_told_once_for_each_change(folder: Path) -> None:
    Controller.objects.update_or_create(pk=1, defaults={"name": "Proviso AS", "contact_email": "post@example.com"})
    made_and_drilled(NOW, NOW, folder)
    for hours in (0, 24, 37, 38, 39):
        schedule.watch(now=NOW + hours * HOUR)
    assert Letter.objects.filter(kind=schedule.ALARM_LETTER).count() == 1
    mail = letters.backup_alarm(Letter.objects.get().object_id, NOW + 39 * HOUR)
    assert mail is not None
    assert mail.bcc == ["post@example.com"]
    assert facts(records.ALARM) == [{"problems": ["no-recent-backup"]}]
    made_and_drilled(NOW + 40 * HOUR, NOW, folder)
    schedule.watch(now=NOW + 40 * HOUR)
    assert letters.backup_alarm(Letter.objects.get().object_id, NOW + 40 * HOUR) is None
    schedule.watch(now=NOW + 80 * HOUR)
    assert Letter.objects.filter(kind=schedule.ALARM_LETTER).count() == 2


def test_dashboard_is_red_without_a_recent_backup(admin_client: Client, folder: Path) -> None:
    last = says("Last backup %(made)s, last tried %(drilled)s.").partition("%")[0]
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert says("There is no recent backup") in page
    assert last not in page
    now = datetime.now(UTC)
    made_and_drilled(now, now, folder)
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert says("There is no recent backup") not in page
    assert last in page


def test_drill_without_a_backup_fails_and_is_noted() -> None:
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("drill")
    assert facts(records.FAILED) == [{"what": "drill", "reason": "BackupError"}]
    assert not schedule.drill_when_due(now=NOW)


def test_they_are_scheduled_on_a_queue_of_their_own() -> None:
    current_app.loader.import_default_modules()
    names = {"proviso_site.back_up_when_due", "proviso_site.drill_when_due", "proviso_site.watch_backups"}
    assert names <= set(SCHEDULE) & set(app.tasks)
    router = app.amqp.router
    assert router.route({}, "proviso_site.back_up_when_due")["queue"].name == "backups"
    assert router.route({}, "proviso_site.watch_backups")["queue"].name == "celery"
