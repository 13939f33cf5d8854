"""The list of suppliers of the setup assistant: found by words, and sent as it was ticked."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live import LiveSite

VENDORS = "/admin/privacy/controller/setup/vendors/"


def staff_page(browser: Browser, site: LiveSite, *, has_scripts: bool) -> Page:
    context = browser.new_context(base_url=site.base_url, locale="nb-NO", java_script_enabled=has_scripts)
    page = context.new_page()
    page.goto("/admin/")
    page.fill("[name=username]", site.staff_email)
    page.fill("[name=password]", site.staff_password)
    page.click("[type=submit]")
    page.goto(VENDORS)
    return page


def test_supplier_is_found_by_a_word_and_stays_ticked(browser: Browser, site: LiveSite) -> None:
    page = staff_page(browser, site, has_scripts=True)
    tick = page.locator("[name=product][value=mailchimp]")
    tick.check()
    page.fill("#setup-search", "Vipps")
    expect(page.locator("[name=product][value=vipps-mobilepay]")).to_be_visible()
    expect(tick).to_be_hidden()
    expect(page.locator(".setup-group:visible")).to_have_count(1)
    page.press("#setup-search", "Enter")
    assert page.url.endswith(VENDORS)
    page.fill("#setup-search", "")
    expect(tick).to_be_visible()
    assert tick.is_checked()
    page.context.close()


@pytest.mark.law("U-01")
def test_without_scripts_the_whole_list_stands(browser: Browser, site: LiveSite) -> None:
    page = staff_page(browser, site, has_scripts=False)
    assert page.locator("#setup-search").is_hidden()
    assert page.locator("[name=product]").count() >= 40
    page.context.close()
