"""Machines that open every link of a mail before its reader does, in a browser that runs the page's scripts."""

from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live import LiveSite

pytestmark = pytest.mark.law("D-19", "D-40")
ADDRESS = "skannet@example.com"
STATES = "SELECT state FROM dsar_case c JOIN dsar_contact k ON k.case_id = c.id WHERE email = %s"


def _links(mail: EmailMessage) -> list[str]:
    words = str(mail.get_content()).split()
    return [word for word in words if urlsplit(word).scheme in ("http", "https") and urlsplit(word).path.count("/") > 2]


def test_link_scanner_that_runs_javascript(browser: Browser, site: LiveSite) -> None:
    """It loads, scrolls, hovers, and follows every link of the page: nothing is confirmed, opened or used up."""
    person = browser.new_context(base_url=site.base_url, locale="nb-NO")
    for path, fields in (("/mine-data/kopi/", {"email": ADDRESS}), ("/nyhetsbrev/", {"email": ADDRESS})):
        page = person.new_page()
        page.goto(path)
        page.get_by_role("textbox").first.fill(fields["email"])
        page.wait_for_timeout(5000)  # the forms know whoever is faster for a machine
        page.locator("main form button").first.click()
        page.wait_for_load_state()
    site.wait_for_mail(ADDRESS, count=2)
    mails = site.mails_to(ADDRESS)
    links = [link for mail in mails for link in _links(mail)]
    assert len(links) >= 2
    scanner = browser.new_context(base_url=site.base_url)
    for link in links:
        _scan(scanner.new_page(), link, site)
    assert site.rows(STATES, ADDRESS) == [("unverified",)]
    assert site.rows("SELECT state FROM newsletter_subscription WHERE email = %s", ADDRESS) == []
    # The reader comes after the machine, and presses the button.
    reader = person.new_page()
    reader.goto(next(link for link in links if "/bekreft/" in link and "/mine-data/" in link))
    reader.locator("main form button").first.click()
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    assert site.rows(STATES, ADDRESS) == [("open",)]
    scanner.close()
    person.close()


def _scan(page: Page, link: str, site: LiveSite) -> None:
    page.goto(link)
    page.wait_for_load_state("networkidle")
    page.mouse.wheel(0, 4000)
    for button in page.locator("button").all():
        if button.is_visible():
            button.hover(force=True)
    page.wait_for_timeout(1500)
    for onward in {str(a.get_attribute("href")) for a in page.locator("main a[href]").all()}:
        if not urlsplit(onward).netloc or onward.startswith(site.base_url):
            page.request.get(onward if urlsplit(onward).netloc else site.url(onward))
    page.close()
