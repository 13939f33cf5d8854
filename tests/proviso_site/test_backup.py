"""Backup and restore, drilled on a site of its own: real dump, real swap, a real web server that stays up."""

import http.client
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest

from proviso_site import run
from proviso_site.backup import making
from proviso_site.children import stop_all
from proviso_site.embedded.processes import choose_port, wait_until
from proviso_site.settings.places import BASE_DIR
from tests.databases import create_migrated

pytestmark = [pytest.mark.long, pytest.mark.law("A-09", "D-24", "X-13")]
DATABASE = "drill"
BEFORE = """
from tests.factories.newsletter import subscribed
from contact.messages import operations as messages; from django.utils import timezone; from datetime import timedelta
now = timezone.now() - timedelta(days=3)
for name in ("kari", "ola", "per"): subscribed(f"{name}@example.com", now=now)
messages.receive(fields={"email": "kari@example.com", "text": "Hei"}, language="nb", is_suspect=False, now=now)
"""
AFTER = """
from dsar.cases.enums import Right; from dsar.cases import deciding; from dsar.fulfilment import operations as working
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from newsletter.subscriptions import operations as subscriptions
from tests.factories.dsar import approved, case_worker, opened; from tests.factories.newsletter import ActiveFactory
from django.utils import timezone; from datetime import timedelta
now = timezone.now() - timedelta(days=2)
ActiveFactory.create(email="new@example.com")
job = approved(case=opened(Right.ERASURE, address="kari@example.com", now=now), staff=case_worker(), now=now)
# After the cooling-off.
assert working.run(job_id=job.pk, now=now + timedelta(hours=25))
gone = Subscription.objects.get(email="ola@example.com")
subscriptions.unsubscribe(subscription_id=gone.pk, reason=EndReason.ONE_CLICK, now=now)
"""
LEFT = """
from newsletter.subscriptions.enums import EndReason; from newsletter.subscriptions import operations as subscriptions
from tests.factories.newsletter import ActiveFactory; from django.utils import timezone
gone = ActiveFactory.create(email="left@example.com")
subscriptions.unsubscribe(subscription_id=gone.pk, reason=EndReason.ONE_CLICK, now=timezone.now())
"""
HEADS = """
from privacy.signed_heads import operations as heads; from django.utils import timezone; now = timezone.now()
heads.sign_due(now=now); heads.place_due(now=now)
"""


@dataclass(frozen=True)
class Drill:
    """A site with a database of its own."""

    var: Path
    environment: dict[str, str]
    port: int

    def manage(self, *arguments: str, expect: int = 0, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
            env=self.environment | more, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            return [row[0] for row in connection.execute(query).fetchall()]

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def parts(self) -> dict[str, bool]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", "/readyz")
        parts: dict[str, bool] = json.loads(connection.getresponse().read())["parts"]
        connection.close()
        return parts

    @property
    def backups(self) -> list[Path]:
        return sorted((self.var / "backups").glob("backup-*"))


@pytest.fixture(scope="module")
def drill(django_db_setup: None, static_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    var = tmp_path_factory.mktemp("drill")
    (var / "log").mkdir()
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    create_migrated(DATABASE)
    port = choose_port(var / "port")
    own = {
        "DATABASE_URL": f"{server}/{DATABASE}",
        "REDIS_URL": os.environ["REDIS_URL"].rpartition("/")[0] + "/4",
        "STATIC_ROOT": str(static_root),
        "STAND_INS": "no",
    }
    site = Drill(var, run.environment_for(var, port) | own, port)
    site.manage("seed_site")
    (var / "files").mkdir()
    (var / "files" / "kept.txt").write_text("a file that must survive")
    site.manage("shell", "-c", BEFORE)
    web = run.programs(var, port, site.environment)[0]
    web.start()
    assert wait_until(lambda: site.status("/healthz") == 200, 60), web.last_words()
    yield site
    stop_all([web], patience=10)


@pytest.fixture(scope="module")
def backup(drill: Drill) -> Path:
    said = drill.manage("backup", "--plain")
    assert "NOT encrypted" in said
    (path,) = drill.backups
    assert path.stat().st_mode & 0o777 == 0o600
    return path


def test_backup_is_one_file_without_the_ledger_or_a_secret(drill: Drill, backup: Path) -> None:
    with tarfile.open(backup) as file:
        assert file.getnames() == ["manifest.json", "database.dump", "files/kept.txt"]
        manifest = json.loads(file.extractfile("manifest.json").read())
    assert set(manifest["members"]) == {"database.dump", "files/kept.txt"}
    assert "ERASURE_LEDGER" in manifest["kept_elsewhere"]
    whole = backup.read_bytes()
    for secret in ("secret.key", "export.key", "journal.key"):
        assert (drill.var / secret).read_bytes().strip() not in whole


def test_restore_brings_back_the_site_and_nobody_who_was_erased(drill: Drill, backup: Path) -> None:
    drill.manage("shell", "-c", AFTER)
    drill.manage("shell", "-c", HEADS)
    (head,) = (drill.var / "heads").iterdir()
    assert {"dsar", "newsletter"} <= {row[0] for row in json.loads(head.read_text())["head"]["streams"]}
    (drill.var / "files" / "kept.txt").write_text("changed since")
    said = drill.manage("restore", str(backup), "--without-replay")
    assert "closed until" in said
    assert sorted(drill.rows("SELECT email FROM newsletter_subscription")) == [
        "kari@example.com", "ola@example.com", "per@example.com",
    ]  # fmt: skip
    assert drill.parts()["erasures"] is False
    assert [drill.status(path) for path in ("/mine-data/", "/nyhetsbrev/", "/admin/login/")] == [503, 503, 503]
    assert [drill.status(path) for path in ("/", "/personvern/", "/healthz")] == [200, 200, 200]
    assert "waits for" in drill.manage("backup", expect=1)

    said = drill.manage("replay_erasures")
    assert said.startswith("4 lines done again, 4 proven gone")
    found = drill.rows("SELECT email || ' ' || state FROM newsletter_subscription ORDER BY 1")
    assert found == ["ola@example.com ended", "per@example.com active"]
    assert drill.rows("SELECT count(*) FROM contact_message") == [0]
    assert drill.rows("SELECT count(*) FROM dsar_contact") == [0]
    assert drill.parts()["erasures"] is True
    assert wait_until(lambda: drill.status("/mine-data/") == 200, 10)
    assert (drill.var / "files" / "kept.txt").read_text() == "a file that must survive"
    said = drill.manage("verify_journal")
    assert "Restored 20" in said
    assert "the chain holds" in said
    assert drill.rows("SELECT count(*) FROM pg_database WHERE datname LIKE 'drill_%'") == [0]
    assert "@" not in (drill.var / "ledger" / "erasures.log").read_text()


def test_restored_journal_refuses_changes_as_before(drill: Drill, backup: Path) -> None:
    with psycopg.connect(drill.environment["DATABASE_URL"]) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.RestrictViolation):
            connection.execute("DELETE FROM privacy_journalentry")


@pytest.mark.parametrize("kind", ["no backup", "damaged", "another ledger", "missing", "newer"])
def test_wrong_file_is_refused_in_one_line_and_nothing_is_touched(
    drill: Drill, backup: Path, tmp_path: Path, kind: str
) -> None:
    path, more = tmp_path / "backup-20200101T000000Z.tar", {}
    content = backup.read_bytes()
    if kind == "no backup":
        path.write_text("something else")
    elif kind == "damaged":
        middle = content.index(b"PGDMP") + 2000
        path.write_bytes(content[:middle] + b"\0" * 40 + content[middle + 40 :])
    elif kind == "another ledger":
        path = _with_manifest(backup, path, ledger=[7, "0" * 64])
        more = {"ERASURE_LEDGER": str(tmp_path / "empty.log")}
    elif kind == "newer":
        path = _with_manifest(backup, path, migrations=["privacy.9999_from_the_future"])
    before = drill.rows("SELECT count(*) FROM privacy_journalentry")
    said = drill.manage("restore", str(path), expect=1, **more).strip()
    assert said.startswith("CommandError: ")
    assert len(said.splitlines()) == 1, said
    assert drill.rows("SELECT count(*) FROM privacy_journalentry") == before


def _with_manifest(backup: Path, path: Path, **changes: object) -> Path:
    import io

    with tarfile.open(backup) as old, tarfile.open(path, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name == "manifest.json":
                content = json.dumps(json.loads(content) | changes).encode()
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return path


def test_encrypted_backup_opens_with_its_identity_alone(drill: Drill, backup: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    said = drill.manage("backup", BACKUP_RECIPIENT=recipient)
    assert ", encrypted)" in said
    path = next(one for one in drill.backups if one.suffix == ".age")
    assert b"PGDMP" not in path.read_bytes()
    assert "Set BACKUP_IDENTITY" in drill.manage("restore", str(path), expect=1, BACKUP_RECIPIENT=recipient)
    other = str(pyrage.x25519.Identity.generate())
    assert "cannot be decrypted" in drill.manage("restore", str(path), expect=1, BACKUP_IDENTITY=other)
    said = drill.manage("restore", str(path), BACKUP_IDENTITY=str(identity))
    assert "1 lines done again" in said
    assert drill.parts()["erasures"] is True


def test_drill_restores_the_newest_into_a_scratch_database_and_leaves_the_site_alone(
    drill: Drill, backup: Path
) -> None:
    drill.manage("backup")
    newest = drill.backups[-1]
    before = drill.rows("SELECT email || state FROM newsletter_subscription ORDER BY 1")
    said = drill.manage("drill")
    assert said.startswith(f"{newest.name} can be restored: ")
    assert "the journal's chain holds" in said
    assert drill.rows("SELECT email || state FROM newsletter_subscription ORDER BY 1") == before
    assert drill.rows("SELECT count(*) FROM pg_database WHERE datname LIKE 'drill_%'") == [0]
    (facts,) = drill.rows("SELECT facts FROM privacy_journalentry WHERE event = 'backup.drilled'")
    assert json.loads(facts)["file"] == newest.name
    assert json.loads(facts)["rows"] > 100
    newest.write_bytes(newest.read_bytes()[:-100])
    said = drill.manage("drill", expect=1)
    assert "damaged" in said
    assert drill.rows("SELECT facts FROM privacy_journalentry WHERE event = 'backup.failed'") == [
        '{"reason":"BackupError","what":"drill"}'
    ]
    newest.unlink()


def test_drill_erases_again_what_the_backup_brings_back(drill: Drill, backup: Path) -> None:
    drill.manage("shell", "-c", LEFT)
    said = drill.manage("drill", str(backup))
    assert " 0 lines of the ledger" not in said
    assert drill.parts()["erasures"] is True


def test_dump_that_cannot_be_read_leaves_the_site_as_it_was(drill: Drill, backup: Path, tmp_path: Path) -> None:
    import hashlib

    broken = b"PGDMP but no more"
    path = _with_dump(backup, tmp_path / "backup-20200101T000000Z.tar", broken, hashlib.sha256(broken).hexdigest())
    said = drill.manage("restore", str(path), expect=1)
    assert "Nothing was restored: pg_restore failed" in said
    assert drill.parts()["erasures"] is True
    assert drill.rows("SELECT count(*) FROM pg_database WHERE datname LIKE 'drill_%'") == [0]


def _with_dump(backup: Path, path: Path, dump: bytes, digest: str) -> Path:
    import io

    with tarfile.open(backup) as old:
        manifest = json.loads(old.extractfile("manifest.json").read())
    manifest["members"] = {"database.dump": digest}
    with tarfile.open(path, "w") as new:
        for name, content in (("manifest.json", json.dumps(manifest).encode()), ("database.dump", dump)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return path


def test_lost_ledger_can_be_begun_anew_with_what_the_backup_knows(drill: Drill, backup: Path) -> None:
    drill.manage("shell", "-c", LEFT)
    ledger = drill.var / "ledger" / "erasures.log"
    drill.manage("backup", "--plain", BACKUP_FOLDER=str(drill.var / "other"))
    (path,) = (drill.var / "other").glob("backup-*")
    ledger.unlink()
    assert "The ledger of erasures here is not" in drill.manage("restore", str(path), expect=1)
    drill.manage("restore", str(path), "--without-ledger")
    assert drill.parts()["erasures"] is True


def test_backups_older_than_they_may_be_are_deleted(tmp_path: Path) -> None:
    now = datetime(2026, 3, 10, 9, tzinfo=UTC)
    for days in (0, 29, 31, 400):
        (tmp_path / f"backup-{now - timedelta(days=days):%Y%m%dT%H%M%SZ}.tar.age").touch()
    (tmp_path / "backup-of-somebody-else.tar").touch()
    assert len(making.prune(folder=tmp_path, days=30, now=now)) == 2
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("name", [".making-abc", ".opening-abc"])
def test_what_a_killed_program_left_half_made_is_deleted_after_a_day(tmp_path: Path, name: str) -> None:
    """It holds the whole database, not encrypted."""
    now, left = datetime.now(UTC), tmp_path / name
    left.mkdir()
    (left / "database.dump").touch()
    (tmp_path / "backup-20261399T000000Z.tar").touch()  # a name with no day in it is nobody's backup
    assert making.prune(folder=tmp_path, days=30, now=now + timedelta(hours=23)) == []
    assert left.exists()
    making.prune(folder=tmp_path, days=30, now=now + timedelta(hours=25))
    assert not left.exists()


def test_make_restore_without_a_file_says_what_to_say() -> None:
    done = subprocess.run(["make", "restore"], cwd=BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "make restore FILE=" in done.stderr
