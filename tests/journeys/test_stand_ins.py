"""A newcomer runs the site: stand-ins play the vendors, and no request leaves the machine."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.visitor import Visitor
from tests.live import LiveSite, live_site


@pytest.fixture(scope="module")
def development(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with live_site(tmp_path_factory.mktemp("stand-ins")) as site:
        yield site


@pytest.mark.law("C-01", "C-22")
def test_accepting_runs_the_stand_ins_and_rejecting_none(context: BrowserContext, development: LiveSite) -> None:
    visitor = Visitor(context, development)
    visitor.page.goto(f"{development.base_url}/")
    assert visitor.question().is_visible()
    visitor.press("Avslå alle")
    visitor.page.goto(f"{development.base_url}/")
    assert not {name for name in visitor.cookies if name.startswith("_")}
    context.clear_cookies()
    visitor.page.goto(f"{development.base_url}/")
    visitor.press("Godta alle")
    visitor.wait(lambda: {"_hjSession_0000000", "__hstc"} <= visitor.cookies.keys())
    assert visitor.page.locator("script[data-items]").count() == 3  # one for each vendor
    assert not visitor.elsewhere
    assert not visitor.complaints
    visitor.page.goto(f"{development.base_url}/samtykke/")
    visitor.press("Trekk tilbake samtykket")
    visitor.wait(lambda: not {name for name in visitor.cookies if name.startswith("_")})
