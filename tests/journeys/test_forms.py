"""What a form says when something is missing, and where the reader is then (WCAG 3.3.1, 3.3.3, 2.4.3, 4.1.3)."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import accessibility_violations
from tests.live import LiveSite

PATHS = ["/mine-data/kopi/", "/mine-data/flere/", "/nyhetsbrev/", "/kontakt/", "/provekonto/"]


@pytest.mark.law("U-03")
@pytest.mark.parametrize("path", PATHS)
def test_error_is_where_the_reader_is_and_leads_to_its_field(browser: Browser, site: LiveSite, path: str) -> None:
    context = browser.new_context(base_url=site.base_url, locale="nb-NO", bypass_csp=True)
    page = context.new_page()
    page.goto(path)
    form = page.locator("main form").filter(has=page.locator("input[type=email]")).first
    form.locator("input[type=email]").fill("kari@")
    form.locator("button").last.click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_be_visible()
    error = page.locator("input[type=email][aria-invalid=true]")
    expect(error).to_have_value("kari@")  # nothing that was typed is lost
    told = [page.locator(f"#{name}") for name in str(error.get_attribute("aria-describedby")).split()]
    words = " ".join(place.inner_text() for place in told)
    links = summary.get_by_role("link").all()
    for link in links:
        target = str(link.get_attribute("href"))
        expect(page.locator(target)).to_have_count(1)
    own = next(link for link in links if link.get_attribute("href") == f"#{error.get_attribute('id')}")
    assert own.inner_text() in words
    own.focus()
    page.keyboard.press("Enter")
    expect(error).to_be_focused()
    assert accessibility_violations(page) == []
    context.close()


@pytest.mark.law("U-03")
def test_outcome_is_said_as_a_heading_of_a_page_of_its_own(browser: Browser, site: LiveSite) -> None:
    """No message that a reader of screens would miss: what happened is the page that comes."""
    context = browser.new_context(base_url=site.base_url, locale="nb-NO", java_script_enabled=False)
    page = context.new_page()
    page.goto("/mine-data/kopi/")
    page.locator("input[type=email]").fill("skjema@example.com")
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/sendt/")
    page.reload()  # no form is sent again
    assert page.url.endswith("/sendt/")
    context.close()
