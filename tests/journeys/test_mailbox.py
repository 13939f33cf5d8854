import pytest
from playwright.sync_api import Browser, expect

from tests.browser import accessibility_violations
from tests.live import LiveSite


@pytest.mark.parametrize("width", [320, 1280])
def test_mail_is_listed_and_read(browser: Browser, site: LiveSite, width: int) -> None:
    address = f"post-{width}@example.com"
    site.manage("sendtestemail", address)
    context = browser.new_context(base_url=site.base_url, viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto("/dev/mail/")
    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("tr", has_text=address).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Test email")
    expect(page.get_by_text("If you're reading this")).to_be_visible()
    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
