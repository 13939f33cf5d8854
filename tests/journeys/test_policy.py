"""The policy is short when folded, and whole when it is searched, printed or linked to."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.live import LiveSite

FOLDED = 12_000  # pixels at 320
SHEETS = 8  # of paper, A4
TABLES = "main .fold"
IS_SEEN = "folds => folds.map((fold) => fold.querySelector('table').checkVisibility({contentVisibilityAuto: true}))"


@pytest.fixture
def policy(page: Page) -> Page:
    page.goto("/personvern/")
    return page


@pytest.mark.parametrize("path", ["/personvern/", "/nn/personvern/", "/en/privacy/"])
def test_policy_is_short_on_a_narrow_screen(browser: Browser, site: LiveSite, path: str) -> None:
    context = browser.new_context(base_url=site.base_url, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollHeight") < FOLDED
    assert not any(page.locator(TABLES).evaluate_all(IS_SEEN))
    context.close()


def test_wide_screen_shows_all_but_the_cookies(policy: Page) -> None:
    assert all(policy.locator(f"{TABLES}.narrow").evaluate_all(IS_SEEN))
    assert not any(policy.locator(f"{TABLES}:not(.narrow)").evaluate_all(IS_SEEN))
    policy.locator(f"{TABLES}:not(.narrow) summary").first.press("Enter")
    assert policy.locator(f"{TABLES}:not(.narrow)").evaluate_all(IS_SEEN)[0]


@pytest.mark.parametrize("path", ["/personvern/", "/nn/personvern/", "/en/privacy/"])
def test_paper_is_few_sheets(page: Page, path: str) -> None:
    page.goto(path)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= SHEETS


def test_short_version_comes_before_the_whole(policy: Page) -> None:
    lines = policy.locator(".summary li")
    assert 8 <= lines.count() <= 10
    assert lines.first.evaluate("line => line.getBoundingClientRect().top") < policy.locator(".prose").evaluate(
        "prose => prose.getBoundingClientRect().top"
    )


def test_paper_is_not_folded(policy: Page) -> None:
    policy.emulate_media(media="print")
    assert all(policy.locator(TABLES).evaluate_all(IS_SEEN))
