"""Fixtures for every test. The services come from ``proviso_site.settings.test``: real PostgreSQL, real Valkey."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import DjangoDbBlocker

from consent.gate import ended
from privacy.erasure import restore_guard, restore_windows
from privacy.erasure.restore_guard import LedgerState
from privacy.intake.limits.counters import counters
from privacy.policy import draft_shown
from privacy.register import in_force
from proviso_site.content import published as own_pages
from tests.bounds import pytest_runtest_teardown
from tests.browser import chromium
from tests.databases import has_test_database, keep_migrated
from tests.flushing import flushable, keep
from tests.live import LiveSite, collected_static, live_site
from tests.outgoing_mails import faults_of_folder, faults_of_outbox
from tests.registries import ReplaceEntries
from tests.sharing import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["pytest_collection_modifyitems", "pytest_runtest_teardown", "pytest_xdist_make_scheduler"]  # hooks of pytest

# A machine that is busy draws slowly; that says nothing about the code.
hypothesis.settings.register_profile("steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a long run of the test against false alarms be asked for."""
    parser.addoption("--honest-runs", type=int, default=6, help="how often every promise is checked on an honest site")


@pytest.fixture
def replace_entries() -> Iterator[ReplaceEntries]:
    """Have a registry hold the entries that the test gives, and no others, until the test ends."""
    with ExitStack() as stack:
        yield lambda registry, entries: stack.enter_context(registry.replaced(entries))


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No test sees the rate limits or the cache of another, nor that the store did not answer it."""
    cache.clear()
    counters.forget()
    yield
    cache.clear()
    counters.forget()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """No test meets the language that a request of the one before it left in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _own_snapshot() -> Iterator[None]:
    """No test sees what another published, nor loses its own to a thread outside its transaction."""
    with in_force.copy.lasting(), ended.copy.lasting(), own_pages.copy.lasting():
        ended.copy.assume(ended.Ended())
        own_pages.copy.assume(own_pages.Published(versions=()))
        draft_shown.forget()
        yield


@pytest.fixture(autouse=True)
def _own_ledger(_ledger_folder: Path) -> Iterator[None]:
    """Every test starts with a ledger that is as empty as its database, and sees no other's."""
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": str(_ledger_folder / "erasures.log")}
    Path(settings.PRIVACY["ERASURE_LEDGER"]).unlink(missing_ok=True)
    with restore_guard.copy.lasting():
        restore_guard.copy.assume(LedgerState.IN_STEP)
        yield


@pytest.fixture(autouse=True)
def _own_restores() -> Iterator[None]:
    """No test meets the restore of another."""
    with restore_windows.copy.lasting():
        restore_windows.copy.assume(())
        yield


@pytest.fixture(autouse=True)
def _mails_tell_nobody() -> Iterator[None]:
    """Every mail that a test sends is as every mail of the site is to be, whatever the test is about."""
    yield
    assert faults_of_outbox() == []


@pytest.fixture(scope="session")
def _ledger_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledger")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """As pytest-django has it; and a copy of the new database is kept for the sites that run beside the tests.

    Every test that commits leaves the database as it is now.
    """
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            keep_migrated()
            if has_test_database():
                stack.enter_context(flushable(keep()))
        yield


@pytest.fixture(scope="session")
def static_root() -> Path:
    """The static files, collected once for all sites that a process runs beside the tests."""
    return collected_static()


@pytest.fixture(scope="session")
def site(django_db_setup: None, static_root: Path) -> Iterator[LiveSite]:
    """A running site with worker and beat, one for all browser tests: let each use addresses of its own."""
    with live_site(Path(settings.VAR), static_root) as running:
        yield running
        assert faults_of_folder(running.var / "mail") == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def context(browser: Browser, site: LiveSite) -> Iterator[BrowserContext]:
    """A new Norwegian visitor, 1280 pixels wide; ``bypass_csp`` is off: what the CSP blocks stays blocked."""
    fresh = browser.new_context(base_url=site.base_url, locale="nb-NO", viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
