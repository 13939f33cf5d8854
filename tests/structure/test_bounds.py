"""A test that waits for ever is reported as a failure, and the others run."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from proviso_site.settings.places import BASE_DIR

OPTIONS = ("faulthandler_timeout=1", "faulthandler_exit_on_timeout=true")
WAITS = """
import time
import pytest

@pytest.fixture
def never_ends():
    yield
    time.sleep(60)

def test_waits():
    time.sleep(60)

def test_fails_and_waits(never_ends):
    assert False

def test_other():
    pass
"""


@pytest.mark.parametrize("name", ["test_waits", "test_fails_and_waits"])
def test_that_waits_for_ever_fails_and_the_others_run(name: str, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(WAITS)
    options = [part for option in OPTIONS for part in ("-o", option)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.bounds", "-p", "no:django", "-c", "/dev/null", "-n1",
         f"--rootdir={tmp_path}", *options, f"test_it.py::{name}", "test_it.py::test_other"],
        cwd=tmp_path, env={"PYTHONPATH": str(BASE_DIR), "PATH": ""}, capture_output=True, text=True, check=False,
        timeout=50,
    )  # fmt: skip
    assert f"crashed while running 'test_it.py::{name}'" in done.stdout, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert "in test_waits" in done.stderr or "in never_ends" in done.stderr


def test_make_test_has_the_bound() -> None:
    options = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert options["faulthandler_timeout"] >= 600
    assert options["faulthandler_exit_on_timeout"] is True
