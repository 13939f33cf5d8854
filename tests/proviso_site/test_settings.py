"""Production settings: clean when complete, loud when not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from proviso_site.settings.places import BASE_DIR
from tests.production import COMPLETE


def django(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "django", *command],
        cwd=BASE_DIR, env=kept | variables, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.law("A-08")
def test_check_deploy_is_clean() -> None:
    done = django("check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("name", sorted({*COMPLETE} - {"DJANGO_SETTINGS_MODULE", "SUPPRESSION_KEYS"}))
def test_a_missing_value_is_named(name: str) -> None:
    rest = {key: value for key, value in COMPLETE.items() if key != name}
    done = subprocess.run(
        [sys.executable, "-c", "import proviso_site.settings.production"],
        cwd=BASE_DIR, env=rest, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert f"Set {name}" in done.stderr.splitlines()[-1]


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(COMPLETE["SECRET_KEY"] + "\n")
    from_file = {key: value for key, value in COMPLETE.items() if key != "SECRET_KEY"}
    done = django("check", "--deploy", "--fail-level", "WARNING", **from_file, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_secret_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    from_file = {key: value for key, value in COMPLETE.items() if key != "SECRET_KEY"}
    done = django("check", **from_file, SECRET_KEY_FILE=str(tmp_path / "none"))
    assert f"SECRET_KEY_FILE={tmp_path / 'none'} cannot be read" in done.stderr


def test_production_without_https_is_refused() -> None:
    done = django("check", **COMPLETE | {"PROVISO_BASE_URL": "http://example.com"})
    assert "must start with https://" in done.stderr
