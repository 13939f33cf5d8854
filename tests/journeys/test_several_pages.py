"""One browser with several pages open, and pages that did not come from the server: they follow, and open nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.visitor import VENDORS, Visitor
from tests.live import LiveSite, wait_for
from tests.words import says

pytestmark = [pytest.mark.law("C-09", "C-10")]
FORGED = "pv_choice=2.1.am.1700000000.9999999999.-.forged; path=/"


@pytest.fixture
def plain(browser: Browser, site: LiveSite) -> Iterator[BrowserContext]:
    """A browser that keeps its cache: one whose requests are answered by the tests has none."""
    context = browser.new_context(base_url=site.base_url, locale="nb-NO")
    yield context
    context.close()


def question(page: Any) -> Any:
    return page.get_by_role("region", name=says("May we use cookies?"))


def test_an_open_page_stops_asking_when_another_was_answered(visitor: Visitor) -> None:
    other = visitor.context.new_page()
    other.goto("/personvern/")
    expect(question(other)).to_be_visible()
    visitor.page.goto("/")
    visitor.press(says("Reject all"))
    expect(question(other)).to_be_hidden()
    other.goto("/kontakt/")
    other.go_back()
    expect(question(other)).to_be_hidden()


def test_a_page_that_is_opened_meanwhile_does_not_undo_an_answer(visitor: Visitor) -> None:
    visitor.page.goto("/")
    waiting: list[Route] = []
    visitor.context.route("**/samtykke/", lambda route: waiting.append(route))  # noqa: PLW0108 - a built-in is refused
    visitor.press(says("Accept all"))
    visitor.wait(lambda: waiting)
    visitor.context.new_page().goto("/kontakt/")
    visitor.page.wait_for_timeout(300)
    waiting[0].continue_()
    visitor.context.unroute("**/samtykke/")
    visitor.wait(lambda: "pv_choice" in visitor.cookies)
    visitor.wait(lambda: visitor.page.evaluate("pv.granted('analytics')"))


def test_a_later_answer_elsewhere_overtakes_one_on_its_way(visitor: Visitor) -> None:
    other = visitor.context.new_page()
    visitor.page.goto("/")
    other.goto("/")
    waiting: list[Route] = []
    visitor.page.route("**/samtykke/", lambda route: waiting.append(route))  # noqa: PLW0108 - a built-in is refused
    visitor.press(says("Accept all"))
    visitor.wait(lambda: waiting)
    other.get_by_role("button", name=says("Reject all"), exact=True).click()
    visitor.wait(lambda: "pv_choice" in visitor.cookies)
    visitor.page.wait_for_timeout(300)
    refusal = visitor.cookies["pv_choice"]
    for route in waiting:
        route.abort()
    assert refusal.split(".")[2] == "-"
    assert not visitor.page.evaluate("pv.granted('analytics')")
    expect(visitor.question()).to_be_hidden()
    assert visitor.cookies["pv_choice"] == refusal


def test_a_page_from_the_browsers_cache_opens_nothing_on_a_forged_choice(plain: BrowserContext, site: LiveSite) -> None:
    page = plain.new_page()
    asked: list[str] = []
    sizes: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: sizes.append(message.text))
    page.goto("/personvern/")
    page.goto("/kontakt/")
    page.evaluate("value => { document.cookie = value; }", FORGED)
    asked.clear()
    page.add_init_script("console.log(performance.getEntriesByType('navigation')[0].transferSize)")
    page.goto("/personvern/")
    # The server takes the choice away, and the page is loaded anew without it.
    expect(question(page)).to_be_visible()
    page.wait_for_timeout(1000)
    assert sizes[0] == "0", "the page came from the browser's cache"
    assert not page.evaluate("pv.granted('analytics') || pv.granted('hotjar')")
    assert [url for url in asked if not url.startswith(site.base_url)] == []
    assert "pv_choice" not in {cookie["name"] for cookie in plain.cookies()}  # type: ignore[typeddict-item]


# As a browser does that draws a page before anybody asked for it. A browser that is watched draws none.
AHEAD = """
if (performance.getEntriesByType("navigation")[0].type !== "reload")
  Object.defineProperty(document, "prerendering", { get: () => !window.isShown });
"""
SHOW = "window.isShown = true; document.dispatchEvent(new Event('prerenderingchange'))"


def drawn_ahead(visitor: Visitor) -> Page:
    """Return a page that has been drawn and is not shown; nothing has been asked elsewhere for it."""
    visitor.page.goto("/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: visitor.page.evaluate("pv.granted('analytics')") and set(visitor.elsewhere) >= VENDORS)
    visitor.elsewhere.clear()
    page = visitor.context.new_page()
    page.add_init_script(AHEAD)
    page.goto("/personvern/")
    page.wait_for_timeout(300)
    assert visitor.elsewhere == []
    return page


def test_a_page_that_was_drawn_ahead_opens_what_is_granted_when_it_is_shown(visitor: Visitor) -> None:
    page = drawn_ahead(visitor)
    page.evaluate(SHOW)
    visitor.wait(lambda: set(visitor.elsewhere) >= VENDORS)
    assert page.evaluate("pv.granted('analytics')")


def test_a_page_that_was_drawn_ahead_revives_nothing_after_a_withdrawal(visitor: Visitor) -> None:
    page = drawn_ahead(visitor)
    assert visitor.context.request.post("/samtykke/", form={"choice": "none"}, max_redirects=0).status == 303
    with page.expect_navigation():
        page.evaluate(SHOW)
    page.wait_for_timeout(500)
    assert not page.evaluate("document.prerendering || pv.granted('analytics') || pv.granted('hotjar')")
    assert visitor.elsewhere == []


def test_a_page_that_the_browser_kept_whole_stops_when_it_is_come_back_to(visitor: Visitor) -> None:
    visitor.page.goto("/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: set(visitor.elsewhere) >= VENDORS)
    assert visitor.context.request.post("/samtykke/", form={"choice": "none"}, max_redirects=0).status == 303
    with visitor.page.expect_navigation():
        visitor.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    visitor.elsewhere.clear()
    visitor.page.wait_for_timeout(500)
    assert not visitor.page.evaluate("pv.granted('analytics')")
    assert visitor.elsewhere == []


def test_a_page_that_was_fetched_ahead_opens_nothing_after_a_withdrawal(plain: BrowserContext, site: LiveSite) -> None:
    asked: list[str] = []
    page = plain.new_page()
    page.goto("/")
    page.get_by_role("button", name=says("Accept all"), exact=True).click()
    # Playwright's wait_for_function evaluates a string in the page, which our content security policy forbids.
    wait_for(lambda: page.evaluate("pv.granted('analytics')"))
    with page.expect_response("**/personvern/versjoner/"):
        page.evaluate("document.head.append(Object.assign(document.createElement('link'),"
                      " { rel: 'prefetch', href: '/personvern/versjoner/' }))")  # fmt: skip
    assert plain.request.post("/samtykke/", form={"choice": "none"}, max_redirects=0).status == 303
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/personvern/versjoner/")
    page.wait_for_timeout(500)
    assert not page.evaluate("pv.granted('analytics')")
    assert [url for url in asked if not url.startswith(site.base_url)] == []
