"""A newcomer runs the site: stand-ins play the vendors, and no request leaves the machine."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.visitor import Visitor
from tests.live import LiveSite, live_site
from tests.words import says


@pytest.fixture(scope="module")
def development(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with live_site(tmp_path_factory.mktemp("stand-ins")) as site:
        yield site


@pytest.mark.law("C-01", "C-22")
def test_accepting_runs_the_stand_ins_and_rejecting_none(context: BrowserContext, development: LiveSite) -> None:
    visitor = Visitor(context, development)
    visitor.page.goto(f"{development.base_url}/")
    assert visitor.question().is_visible()
    visitor.press(says("Reject all"))
    visitor.page.goto(f"{development.base_url}/")
    assert not {name for name in visitor.cookies if name.startswith("_")}
    context.clear_cookies()
    visitor.page.goto(f"{development.base_url}/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: {"_hjSession_0000000", "__hstc"} <= visitor.cookies.keys())
    assert visitor.page.locator("script[data-items]").count() == 3  # one for each vendor
    assert not visitor.elsewhere
    assert not visitor.complaints
    visitor.page.goto(f"{development.base_url}/samtykke/")
    visitor.press(says("Withdraw my consent"))
    visitor.wait(lambda: not {name for name in visitor.cookies if name.startswith("_")})


@pytest.mark.law("C-10", "P38")
@pytest.mark.parametrize("path", ["/", "/personvern/", "/nyhetsbrev/"])
def test_who_leaves_at_once_after_a_withdrawal_is_not_asked_again(
    browser: Browser, development: LiveSite, path: str
) -> None:
    """The browser drops everything of the site, the choice too, and sets it anew without the page."""
    with browser.new_context(base_url=development.base_url, locale="nb-NO") as leaving:
        page = leaving.new_page()
        page.goto(path)
        page.get_by_role("button", name=says("Accept all"), exact=True).click()
        page.locator("#choice-done").wait_for()
        page.goto("/samtykke/")
        with page.expect_request(
            lambda request: request.method == "POST" and "choice=clear" in (request.post_data or "")
        ):
            page.get_by_role("button", name=says("Reject all"), exact=True).click()
        page.close()
        again = leaving.new_page()
        # The answer to the page that is gone may still be on its way.
        for _try in range(20):
            again.goto(path)
            if not again.get_by_role("region", name=says("May we use cookies?")).is_visible():
                break
            again.wait_for_timeout(250)
        assert not again.get_by_role("region", name=says("May we use cookies?")).is_visible()
        assert not {cookie["name"] for cookie in leaving.cookies() if str(cookie["name"]).startswith("_")}
