"""What `bin` installs, on machines that lack something: one clear line and exit 1."""

import shutil
import subprocess
from pathlib import Path

import pytest

from proviso_site.settings.places import BASE_DIR

TOOLS = ("sh", "dirname", "cat", "cksum", "cmp", "cp", "grep", "tail", "df", "awk", "rm", "id")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a clone has, without an environment."""
    folder = tmp_path / "a clone"
    (folder / "bin").mkdir(parents=True)
    for name in ("install", "find-browser", "install-judges"):
        shutil.copy(BASE_DIR / "bin" / name, folder / "bin")
    (folder / "tests" / "judges").mkdir(parents=True)
    shutil.copy(BASE_DIR / "tests" / "judges" / "package-lock.json", folder / "tests" / "judges")
    for file in BASE_DIR.glob("requirements*.txt"):
        shutil.copy(file, folder)
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH with the tools of every system and no Python."""
    folder = tmp_path / "path"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    return folder


def call(clone: Path, path: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", clone / "bin" / command[0], *command[1:]],
        env={"PATH": str(path)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def put(path: Path, name: str, script: str) -> None:
    (path / name).write_text(f"#!/bin/sh\n{script}\n")
    (path / name).chmod(0o755)


def is_one_line(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


def test_without_python(clone: Path, path: Path) -> None:
    is_one_line(call(clone, path, "install", "run"), "Python 3.11 or newer is needed")


def test_with_a_python_that_is_too_old(clone: Path, path: Path) -> None:
    put(path, "python3", "exit 1")
    is_one_line(call(clone, path, "install", "run"), "Python 3.11 or newer is needed")


def test_with_a_python_without_venv(clone: Path, path: Path) -> None:
    put(path, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    is_one_line(call(clone, path, "install", "run"), "lacks the venv module")


def test_on_a_full_disk(clone: Path, path: Path) -> None:
    put(path, "python3", "exit 0")
    (path / "df").unlink()
    put(path, "df", "echo header; echo /dev/x 100 90 10240 99% /")
    is_one_line(call(clone, path, "install", "run"), "is full: 10 MB free")


def test_when_the_environment_cannot_be_made(clone: Path, path: Path) -> None:
    put(path, "python3", 'case "$1" in -m) echo "Error: no room" >&2; exit 1;; esac')
    is_one_line(call(clone, path, "install", "run"), "Error: no room")


def test_without_a_browser(clone: Path, path: Path) -> None:
    is_one_line(call(clone, path, "find-browser"), "The browser tests and the audit need Chromium or Chrome")


def test_judges_without_the_packages_of_the_tests(clone: Path, path: Path) -> None:
    is_one_line(call(clone, path, "install-judges"), "need the packages of the tests: make install")


@pytest.mark.parametrize(("script", "code"), [("mkdir -p node_modules", 0), ("echo no answer; exit 1", 1)])
def test_judges_are_installed_once_and_say_why_they_are_not(clone: Path, path: Path, script: str, code: int) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    put(clone / ".venv" / "bin", "npm", f"PATH=/usr/bin:/bin; {script}")
    done = call(clone, path, "install-judges")
    assert done.returncode == code
    assert (clone / "tests" / "judges" / "node_modules" / ".installed").exists() is (code == 0)
    assert ("could not be installed: no answer" in done.stderr) is (code == 1)
    put(clone / ".venv" / "bin", "npm", "exit 1")
    assert call(clone, path, "install-judges").returncode == code
