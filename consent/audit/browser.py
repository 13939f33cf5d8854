"""Start an installed Chromium with Playwright, an optional dependency that only audits need."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from consent.audit.errors import BrowserMissing
from consent.conf import consent_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Switch off the browser's own requests, so that all observed requests are the pages'.
_QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-quic",
    "--disable-domain-reliability", "--disable-sync", "--no-first-run", "--no-pings", "--disable-gpu",
    "--disable-dev-shm-usage",
)  # fmt: skip


def find_chromium() -> str:
    """Return the path of an installed Chromium. Raises ``BrowserMissing`` without it or without Playwright."""
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 - optional
    except ImportError as error:
        raise BrowserMissing from error
    program = consent_settings().find_browser
    if not program:
        return _in_path()
    try:
        completed = subprocess.run([program], capture_output=True, text=True, check=False, timeout=30)
    except OSError as error:
        raise BrowserMissing from error
    if completed.returncode:
        raise BrowserMissing
    return completed.stdout.strip()


def _in_path() -> str:
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise BrowserMissing


@contextmanager
def chromium(*, reach_only: Sequence[str] = ()) -> Iterator["Browser"]:
    """Start the browser for the time of a ``with`` block. ``reach_only``: other hosts cannot be resolved."""
    path = find_chromium()
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - optional

    flags = list(_QUIET)
    if reach_only:
        exceptions = ", ".join(f"EXCLUDE {host}" for host in reach_only)
        flags.append(f"--host-resolver-rules=MAP * ~NOTFOUND, {exceptions}")
    with sync_playwright() as playwright:
        try:
            # The sandbox does not work for root.
            browser = playwright.chromium.launch(executable_path=path, args=flags, chromium_sandbox=os.geteuid() != 0)
        except Error as error:
            message = f"{path} did not start: {error.message.splitlines()[0]}"
            raise BrowserMissing(message) from error
        try:
            yield browser
        finally:
            browser.close()
