"""A yes taken back: the tracker stops, and what it stored is gone, whatever it does (LAW C-10)."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.visitor import Visitor, stores, under_example
from tests.live import LiveSite

RUNS = 50
# Nothing of ours knows it. It writes on the host and on the parent domain, at once, every 50 ms and when the page goes
# away, and makes itself again from what it left in the browser.
TRACKER = """
(() => {
  const id = localStorage._hjUserAttributes || sessionStorage._hjRecordingLastActivity || String(Math.random());
  const write = () => {
    for (const name of ["_hjSessionUser_9", "_hjSession_9", "__hstc", "hubspotutk", "_cs_id", "_gcl_au", "_gac_UA-9"]) {
      document.cookie = `${name}=${id};path=/;max-age=9999999`;
      document.cookie = `${name}=${id};path=/;domain=.example.test;max-age=9999999`;
    }
    localStorage._hjUserAttributes = sessionStorage._hjRecordingLastActivity = id;
  };
  write();
  setInterval(write, 50);
  for (const end of ["pagehide", "beforeunload", "visibilitychange"]) addEventListener(end, write, true);
})();
"""

pytestmark = [pytest.mark.law("C-09", "C-10", "P38")]


def haunted(context: BrowserContext, site: LiveSite) -> Visitor:
    return Visitor(context, site, tracker=TRACKER)


def say_yes(visitor: Visitor) -> str:
    """Say yes to everything on the page of choices and return the choice cookie's value."""
    visitor.page.goto(under_example(visitor.site) + "/samtykke/")
    visitor.press("Godta alle")
    visitor.wait(lambda: "_hjSession_9" in visitor.cookies)
    return visitor.cookies["pv_choice"]


def test_fifty_of_fifty_are_clean_after_the_navigation(browser: Browser, site: LiveSite) -> None:
    first = browser.new_context(locale="nb-NO")
    value = say_yes(haunted(first, site))
    first.close()
    left = []
    for _ in range(RUNS):
        context = browser.new_context(locale="nb-NO")
        context.add_cookies([{"name": "pv_choice", "value": value, "url": under_example(site)}])
        visitor = haunted(context, site)
        visitor.page.goto(under_example(site) + "/samtykke/")
        visitor.wait(lambda seen=visitor: "_hjSession_9" in seen.cookies)  # type: ignore[misc]
        visitor.press("Trekk tilbake samtykket")
        visitor.page.wait_for_load_state("load")
        visitor.page.wait_for_timeout(120)
        left.append((set(visitor.cookies) - {"pv_choice"}, *stores(visitor.page)[1:]))
        context.close()
    assert [one for one in left if one != (set(), [], [])] == []
    assert len(left) == RUNS


def test_the_visitor_is_told_what_cannot_be_removed_from_here(context: BrowserContext, site: LiveSite) -> None:
    visitor = haunted(context, site)
    say_yes(visitor)
    visitor.press("Trekk tilbake samtykket")
    row = visitor.page.get_by_role("listitem").filter(has_text="IDE (")
    row.wait_for()
    assert "doubleclick.net" in row.inner_text()
    assert row.get_by_role("link").get_attribute("href") == "https://myadcenter.google.com/"


def test_other_pages_that_are_open_stop_too(context: BrowserContext, site: LiveSite) -> None:
    visitor = haunted(context, site)
    say_yes(visitor)
    other = context.new_page()
    other.goto(under_example(site) + "/")
    visitor.wait(lambda: other.evaluate("!!localStorage._hjUserAttributes"))
    with other.expect_navigation():
        visitor.press("Trekk tilbake samtykket")
    visitor.page.reload()
    visitor.page.wait_for_timeout(150)
    assert set(visitor.cookies) == {"pv_choice"}
    assert stores(visitor.page)[1:] == [[], []]


def test_going_back_wakes_no_tracker(context: BrowserContext, site: LiveSite) -> None:
    visitor = haunted(context, site)
    say_yes(visitor)
    visitor.page.goto(under_example(site) + "/nyhetsbrev/")
    visitor.wait(lambda: "_hjSession_9" in visitor.cookies)
    visitor.page.get_by_role("link", name="Informasjonskapsler").last.click()
    visitor.press("Trekk tilbake samtykket")
    visitor.page.wait_for_load_state("load")
    visitor.page.go_back()
    visitor.page.go_back()
    visitor.page.wait_for_timeout(300)
    assert set(visitor.cookies) == {"pv_choice"}
