"""Chromium for the tests: an installed one, driven by Playwright; and axe, which looks for what shuts people out."""

import importlib.util
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from proviso_site.settings.places import BASE_DIR

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-quic", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP *.example.test 127.0.0.1",
]  # fmt: skip
WCAG_A_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WCAG = [*WCAG_A_AA, "best-practice"]


_running: list[Browser] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the installed Chromium; without one every browser test fails and says what to install."""
    # Playwright runs once in a process, and vendors' own tests lie in another folder with a fixture of their own.
    if _running:
        yield _running[0]
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        _running.append(browser)
        yield browser
        _running.clear()
        browser.close()


def installed_chromium() -> str:
    """Return the path of the installed Chromium; fails where there is none."""
    found = subprocess.run([BASE_DIR / "bin" / "find-browser"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr.strip(), pytrace=False)
    return found.stdout.strip()


@cache
def _axe() -> str:
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).glob("axe.min.js")).read_text()


def accessibility_violations(page: Page, tags: Sequence[str] = WCAG) -> list[str]:
    """Return what axe finds on ``page`` (WCAG 2.2 AA), one line each; the page's context needs ``bypass_csp``."""
    page.evaluate(_axe())
    options = {"runOnly": [*tags], "resultTypes": ["violations"], "preload": False}
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{found['id']}: {found['help']} ({', '.join(' '.join(map(str, node['target'])) for node in found['nodes'])})"
        for found in result["violations"]
    ]
