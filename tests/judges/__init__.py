"""Judges of pages beside axe and our own validator: html-validate, and IBM's engine of rules for accessibility.

``bin/install-judges`` installs them; ``package-lock.json`` says which, with their hashes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

_FOLDER = Path(__file__).parent
_INSTALLED = _FOLDER / "node_modules"
_ENGINE = _INSTALLED / "accessibility-checker-engine" / "ace.js"
# Its other verdicts are questions for people, asked of any page that has a form or a style.
_FAILURES = """async standard => {
    const report = await new ace.Checker().check(document, [standard]);
    return report.results.filter(({ value }) => value[1] === "FAIL")
        .map(({ ruleId, message, path }) => `${ruleId}: ${message} (${path.dom})`);
}"""
# Landmarks are the program's that shows a mail inside a page of its own.
_OF_WHOLE_PAGES = ("skip_main_exists:", "aria_content_in_landmark:")


def invalid_lines(pages: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what html-validate finds in pages as they are sent, by the name of the page; valid pages are left out."""
    _require(_INSTALLED)
    done = subprocess.run(
        [Path(sys.prefix, "bin", "node"), _FOLDER / "validate.js"],
        input=json.dumps(pages), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    assert set(found) == set(pages)
    return {name: lines for name, lines in found.items() if lines}


def failures_of(page: Page) -> list[str]:
    """Return what IBM's engine finds on the page that is open (WCAG 2.2), one line each."""
    page.evaluate(_engine())
    failures: list[str] = page.evaluate(_FAILURES, "WCAG_2_2")
    return failures


def failures_of_mail(page: Page) -> list[str]:
    """Return what IBM's engine finds on a mail that is open as a page."""
    return [line for line in failures_of(page) if not line.startswith(_OF_WHOLE_PAGES)]


@cache
def _engine() -> str:
    _require(_ENGINE)
    return _ENGINE.read_text()


def _require(path: Path) -> None:
    """Leave the test out where the judges are not installed, as without a registry of npm; in CI fail."""
    if not path.exists():
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("the judges of pages are not installed: bin/install-judges")
