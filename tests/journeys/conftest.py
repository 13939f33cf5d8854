"""Visitors."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.visitor import Visitor
from tests.live import LiveSite


@pytest.fixture
def visitor(context: BrowserContext, site: LiveSite) -> Visitor:
    return Visitor(context, site)


@pytest.fixture
def plain_visitor(browser: Browser, site: LiveSite) -> Iterator[Visitor]:
    """Without JavaScript."""
    context = browser.new_context(base_url=site.base_url, java_script_enabled=False, locale="nb-NO")
    yield Visitor(context, site)
    context.close()
