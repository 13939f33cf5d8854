"""The files of a backup: only what it lists is unpacked, and they change places whole or not at all."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from proviso_site.backup import files, making, opening
from proviso_site.backup.errors import BackupError
from proviso_site.backup.opening import OpenedBackup

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-09", "X-13")]
NAME = "backup-20260101T000000Z.tar"


def packed(folder: Path, contents: dict[str, bytes], *more: tuple[tarfile.TarInfo, bytes]) -> Path:
    """Write a backup of these members, and add what nobody listed."""
    folder.mkdir(exist_ok=True)
    manifest = {
        "format": making.FORMAT,
        "made_at": "2026-01-01T00:00:00+00:00",
        "migrations": [f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations],
        "ledger": [0, ""],
        "members": {name: digest(content) for name, content in contents.items()},
    }
    told = {"manifest.json": json.dumps(manifest).encode()} | contents
    with tarfile.open(folder / NAME, "w") as file:
        for member, content in [*((tarfile.TarInfo(name), content) for name, content in told.items()), *more]:
            member.size = len(content)
            file.addfile(member, io.BytesIO(content))
    return folder / NAME


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def stray(name: str, **facts: Any) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    for fact, value in facts.items():
        setattr(member, fact, value)
    return member, b"" if facts else b"<script>"


CONTENTS = {"database.dump": b"PGDMP", "files/a.txt": b"one", "files/deep/b.txt": b"two"}


def test_what_is_listed_is_unpacked(tmp_path: Path) -> None:
    with opening.open_backup(packed(tmp_path, CONTENTS)) as backup:
        assert backup.dump.read_bytes() == b"PGDMP"
        assert (backup.files / "deep" / "b.txt").read_bytes() == b"two"


@pytest.mark.parametrize(
    "member",
    [
        stray("files/evil.html"),
        stray("files/a.txt"),
        stray("files/link", type=tarfile.SYMTYPE, linkname="/etc"),
        stray("whole.tar"),
        stray("../evil"),
    ],
    ids=lambda member: member[0].name,
)
def test_what_is_not_listed_is_refused_before_anything_is_unpacked(
    tmp_path: Path, member: tuple[tarfile.TarInfo, bytes]
) -> None:
    path = packed(tmp_path / "in", CONTENTS, member)
    with pytest.raises(BackupError, match="does not list"), opening.open_backup(path):
        pass
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["backup-20260101T000000Z.tar", "in"]


@pytest.mark.parametrize("name", ["files/../../evil", "/etc/evil", "other/x", "files", "whole.tar"])
def test_list_itself_may_not_name_places_elsewhere(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path, CONTENTS | {name: b"x"})
    with pytest.raises(BackupError, match="nothing that this program packs"), opening.open_backup(path):
        pass


@pytest.fixture
def backup(tmp_path: Path) -> Any:
    with opening.open_backup(packed(tmp_path, CONTENTS)) as found:
        yield found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "before.txt").write_text("before")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_change_places(backup: OpenedBackup, place: Path) -> None:
    (backup.files / "unlisted.txt").write_text("came from nowhere")
    new = files.prepare(backup, place)
    assert names(place) == ["before.txt"]
    files.swap(new, place)
    assert names(place) == ["a.txt", "deep/b.txt"]
    assert not new.exists()
    assert not place.with_name("site.old").exists()


def test_file_that_changed_since_is_not_restored(backup: OpenedBackup, place: Path) -> None:
    (backup.files / "a.txt").write_text("other")
    with pytest.raises(BackupError, match=r"a\.txt"):
        files.prepare(backup, place)
    assert names(place) == ["before.txt"]


def test_files_that_cannot_be_put_in_place_are_named_and_the_old_stay(backup: OpenedBackup, place: Path) -> None:
    new = files.prepare(backup, place)
    new.rename(place.with_name("taken away"))
    with pytest.raises(BackupError, match="could not be put in their place") as told:
        files.swap(new, place)
    assert names(place) == ["before.txt"]
    assert f"those of before in {place}:" in str(told.value)
    assert "replay_erasures" in str(told.value)


def test_restore_that_was_killed_in_the_middle_loses_nothing(backup: OpenedBackup, place: Path) -> None:
    place.rename(place.with_name("site.old"))
    new = files.prepare(backup, place)
    assert names(place) == ["before.txt"]
    files.discard(place)
    assert not new.exists()


def test_site_without_files_gets_them(backup: OpenedBackup, tmp_path: Path) -> None:
    place = tmp_path / "not" / "there"
    files.swap(files.prepare(backup, place), place)
    assert names(place) == ["a.txt", "deep/b.txt"]
