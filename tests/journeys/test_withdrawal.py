"""A yes taken back: the tracker stops, and what it stored is gone, whatever it does (LAW C-10)."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.journeys.publication import publish_with
from tests.journeys.tracker import DECLARE, HOLDINGS, TRACKER, WORKER, WORKER_SCRIPT
from tests.journeys.visitor import Visitor, under_example
from tests.live import LiveSite, wait_for
from tests.words import says

RUNS = 50
INLINE: dict[str, str | float | bool] = {
    "surface": "inline",
    "service": "hotjar",
    "grant": "analytics",
    "choice": "some",
}

Consent = Callable[[], str]
pytestmark = [pytest.mark.law("C-09", "C-10", "P38", "X-07")]


@pytest.fixture(scope="module")
def haunted_site(site: LiveSite, browser: Browser) -> LiveSite:
    """Declares everything that the tracker keeps, in every kind of store."""
    publish_with(site, DECLARE)
    context = browser.new_context()
    wait_for(lambda: "_hjDatabase_" in context.request.get(site.url("/personvern/")).text())
    context.close()
    return site


def haunted(context: BrowserContext, site: LiveSite) -> Visitor:
    context.route(f"**{WORKER}", lambda route: route.fulfill(body=WORKER_SCRIPT, content_type="text/javascript"))
    return Visitor(context, site, tracker=TRACKER)


@pytest.fixture
def consented(haunted_site: LiveSite, browser: Browser) -> Consent:
    """Return a function for a fresh consent: the cookie of somebody who granted analytics where content stood.

    The question itself is still open. Each consent serves one withdrawal: one that has ended is refused.
    """

    def consent() -> str:
        context = browser.new_context(base_url=haunted_site.base_url)
        assert context.request.post("/samtykke/", form=INLINE).ok
        value = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "pv_choice")
        context.close()
        return str(value)

    return consent


def arrive(visitor: Visitor, address: str, value: str) -> None:
    """Open a page with a choice; the tracker runs there and has written everywhere."""
    host = urlsplit(address).hostname or ""
    visitor.context.add_cookies([{"name": "pv_choice", "value": value, "domain": host, "path": "/"}])
    visitor.page.goto(address)
    visitor.wait(lambda: "_hjSession_9" in visitor.cookies)
    visitor.wait(lambda: all(holdings(visitor.page)[:3]))


def refuse(visitor: Visitor) -> None:
    """Say no on the very page where the tracker runs."""
    with visitor.page.expect_navigation(wait_until="load"):
        visitor.press(says("Reject all"))


def holdings(page: Page) -> Any:
    for _ in range(20):
        # A store that the browser drops while it is listed fails the look, not the page.
        with suppress(Error):
            return page.evaluate(HOLDINGS)
    return page.evaluate(HOLDINGS)


def recalls_itself(visitor: Visitor) -> bool:
    """Load the page anew and tell whether the tracker found what it left: a store it had only begun holds nothing."""
    visitor.page.reload()
    for _ in range(100):  # the browser opens its stores when it has time
        if {"database", "cache", "worker"} <= set(visitor.page.evaluate("window.found || []")):
            return True
        visitor.page.wait_for_timeout(50)
    return False


def left(visitor: Visitor) -> list[Any]:
    """Return what the browser still holds: cookies on any path or domain at once, databases after a moment."""
    cookies = {(cookie["name"], cookie["domain"], cookie["path"]) for cookie in visitor.context.cookies()}  # type: ignore[typeddict-item]
    cookies -= {cookie for cookie in cookies if cookie[0] == "pv_choice"}
    plain = holdings(visitor.page)[:2]
    for _ in range(40):
        if not any(later := holdings(visitor.page)[2:]):
            break
        visitor.page.wait_for_timeout(50)
    return [cookies, *plain, *later]


NOTHING: list[Any] = [set(), [], [], [], [], [], [], [], []]


def test_fifty_of_fifty_are_clean_after_the_navigation(
    browser: Browser, haunted_site: LiveSite, consented: Consent
) -> None:
    seen = []
    for _ in range(RUNS):
        context = browser.new_context(locale="nb-NO")
        visitor = haunted(context, haunted_site)
        arrive(visitor, under_example(haunted_site) + "/personvern/", consented())
        refuse(visitor)
        visitor.page.wait_for_timeout(120)
        seen.append(left(visitor))
        context.close()
    assert [state for state in seen if state != NOTHING] == []
    assert len(seen) == RUNS


def test_background_scripts_and_caches_go_too(
    context: BrowserContext, haunted_site: LiveSite, consented: Consent
) -> None:
    visitor = haunted(context, haunted_site)
    for _ in range(3):
        arrive(visitor, haunted_site.url("/personvern/"), consented())
        # The browser registers a background script when it has time; on a busy machine that takes a while.
        visitor.wait(lambda: all(holdings(visitor.page)), seconds=45)
        visitor.wait(lambda: recalls_itself(visitor), seconds=2)
        assert "/nn/" in {cookie["path"] for cookie in context.cookies()}  # type: ignore[typeddict-item]
        refuse(visitor)
        # The page that follows asks for it, when it has been drawn.
        visitor.wait(lambda: left(visitor) == NOTHING)
        for path in ("/nn/", "/personvern/"):
            visitor.page.goto(haunted_site.url(path))
            assert visitor.page.evaluate("window.found") is None, "the tracker itself is gone"
            assert left(visitor) == NOTHING


@pytest.mark.parametrize(("is_clearing", "left_elsewhere"), [(True, set()), (False, {"/nn", "/nn/"})])
def test_what_stands_on_another_path_goes_when_that_page_is_next_seen(
    context: BrowserContext,
    haunted_site: LiveSite,
    consented: Consent,
    is_clearing: bool,
    left_elsewhere: set[str],
) -> None:
    """A browser obeys Clear-Site-Data on a trustworthy origin alone; there all paths are cleared at once."""
    site = haunted_site.base_url if is_clearing else under_example(haunted_site)
    visitor = haunted(context, haunted_site)
    arrive(visitor, site + "/nn/", consented())
    visitor.page.goto(site + "/personvern/")
    visitor.wait(lambda: {"/personvern/", "/nn/"} <= {cookie["path"] for cookie in context.cookies()})  # type: ignore[typeddict-item]
    refuse(visitor)
    visitor.wait(
        lambda: {cookie["path"] for cookie in context.cookies() if cookie["name"] != "pv_choice"} == left_elsewhere
    )  # type: ignore[typeddict-item]
    visitor.page.goto(site + "/nn/")
    assert left(visitor) == NOTHING


def test_the_visitor_is_told_what_cannot_be_removed_from_here(visitor: Visitor) -> None:
    visitor.page.goto("/samtykke/")
    visitor.press(says("Accept all"))
    visitor.press(says("Withdraw my consent"))
    row = visitor.page.get_by_role("listitem").filter(has_text="IDE (")
    row.wait_for()
    assert "doubleclick.net" in row.inner_text()
    assert row.get_by_role("link").get_attribute("href") == "https://myadcenter.google.com/"


def test_other_pages_that_are_open_stop_too(
    context: BrowserContext, haunted_site: LiveSite, consented: Consent
) -> None:
    visitor = haunted(context, haunted_site)
    arrive(visitor, under_example(haunted_site) + "/", consented())
    other = context.new_page()
    other.goto(under_example(haunted_site) + "/samtykke/")
    with visitor.page.expect_navigation():
        other.get_by_role("button", name=says("Withdraw my consent")).click()
    other.wait_for_load_state("load")
    other.reload()
    assert left(visitor) == NOTHING
    assert holdings(other)[:3] == [[], [], []]


def test_going_back_wakes_no_tracker(context: BrowserContext, haunted_site: LiveSite, consented: Consent) -> None:
    visitor = haunted(context, haunted_site)
    arrive(visitor, under_example(haunted_site) + "/personvern/versjoner/", consented())
    visitor.page.get_by_role("link", name=says("Cookie choices")).last.click()
    visitor.press(says("Withdraw my consent"))
    visitor.page.wait_for_load_state("load")
    visitor.page.go_back()
    visitor.page.go_back()
    visitor.page.wait_for_timeout(300)
    assert left(visitor) == NOTHING
