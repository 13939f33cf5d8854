"""An installed Chromium, driven by Playwright: an optional dependency, looked for only when an audit starts."""

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

# The browser asks nobody for anything of its own accord: what is seen is what the pages did.
_QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-quic",
    "--disable-domain-reliability", "--disable-sync", "--no-first-run", "--no-pings", "--disable-gpu",
    "--disable-dev-shm-usage",
)  # fmt: skip


def find() -> str:
    """Return the path of an installed Chromium; raises ``BrowserMissing`` without one, or without Playwright."""
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 - optional
    except ImportError as error:
        raise BrowserMissing from error
    program = consent_settings().find_browser
    if not program:
        return _in_path()
    try:
        found = subprocess.run([program], capture_output=True, text=True, check=False, timeout=30)
    except OSError as error:
        raise BrowserMissing from error
    if found.returncode:
        raise BrowserMissing
    return found.stdout.strip()


def _in_path() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise BrowserMissing


@contextmanager
def chromium(*, reach_only: Sequence[str] = ()) -> Iterator["Browser"]:
    """Start the browser, in its sandbox unless we are root, where it has none. ``reach_only``: no other host exists."""
    path = find()
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - optional

    flags = list(_QUIET)
    if reach_only:
        exceptions = ", ".join(f"EXCLUDE {host}" for host in reach_only)
        flags.append(f"--host-resolver-rules=MAP * ~NOTFOUND, {exceptions}")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=flags, chromium_sandbox=os.geteuid() != 0)
        except Error as error:
            message = f"{path} did not start: {error.message.splitlines()[0]}"
            raise BrowserMissing(message) from error
        try:
            yield browser
        finally:
            browser.close()
