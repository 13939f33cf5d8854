"""`make audit`: one command audits the site that runs, with that run's address and settings."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from proviso_site.settings.places import BASE_DIR
from tools import audit

pytestmark = pytest.mark.law("C-24")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    ran: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], *, env: dict[str, str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append((command, env))
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", run)
    return ran


def test_without_a_running_site_one_line_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAR", str(tmp_path))
    assert audit.main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_address_of_the_run_counts_whatever_the_shell_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: list[tuple[list[str], dict[str, str]]]
) -> None:
    monkeypatch.setenv("VAR", str(tmp_path))
    monkeypatch.setenv("PROVISO_BASE_URL", "http://127.0.0.1:8000")
    facts = {"base_url": "http://127.0.0.1:9123", "environment": {"STAND_INS": "0"}}
    (tmp_path / "dev.json").write_text(json.dumps(facts))
    assert audit.main(["https://www.example.com", "--pages", "5"]) == 3, "the command's own exit code"
    ((command, environment),) = commands
    assert command[2:] == ["audit_cookies", "https://www.example.com", "--pages", "5"]
    assert (environment["PROVISO_BASE_URL"], environment["STAND_INS"]) == ("http://127.0.0.1:9123", "0")


def test_make_has_the_target_and_installs_a_browser() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "audit", "SITE=https://www.example.com", "OPTIONS=--pages 5"],
        cwd=BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "bin/find-browser --install" in done.stdout
    assert "-m tools.audit https://www.example.com --pages 5" in done.stdout
