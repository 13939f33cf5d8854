"""A revision with something new: only those it concerns are asked, only about that, and are shown what it is."""

import re

import pytest

from tests.journeys.publication import publish_with
from tests.journeys.visitor import Visitor
from tests.live import LiveSite
from tests.words import says

pytestmark = [pytest.mark.law("C-18")]


def test_what_changed_is_shown_to_those_it_concerns(visitor: Visitor, site: LiveSite) -> None:
    visitor.page.goto("/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: "static.hotjar.com" in visitor.elsewhere)
    before = visitor.cookies["pv_choice"]
    refuser = visitor.context.browser.new_context(base_url=site.base_url, locale="nb-NO")  # type: ignore[union-attr]
    other = Visitor(refuser, site)
    other.page.goto("/")
    other.press(says("Reject all"))
    other.wait(lambda: "pv_choice" in other.cookies)
    latest = int(site.rows("SELECT max(number) FROM privacy_revision")[0][0])
    longer = f'StorageItem.objects.filter(name="_hjSession_*").update(lifetime_seconds={86400 * 30 * (latest + 1)})'
    number = publish_with(site, longer)
    again = visitor.page.get_by_role("region", name=says("Something has changed since you chose"))

    def asked() -> bool:
        visitor.elsewhere.clear()
        visitor.page.goto("/", wait_until="networkidle")
        return bool(again.is_visible())

    visitor.wait(asked, 30)
    assert "_hjSession_* lagres lenger" in again.inner_text()
    assert again.get_by_role("checkbox").count() == 1
    assert not again.get_by_role("checkbox").is_checked()
    assert not visitor.question().is_visible()
    assert "static.hotjar.com" not in visitor.elsewhere, "what changed waits"
    assert {"js-eu1.hs-scripts.com", "www.googletagmanager.com"} <= set(visitor.elsewhere), "the rest goes on"

    other.page.goto("/")
    assert not other.page.get_by_role("region", name=says("Something has changed since you chose")).is_visible()
    assert not other.question().is_visible()
    refuser.close()

    visitor.press(says("No to what is new"))
    visitor.wait(lambda: visitor.cookies.get("pv_choice", before).split(".")[1] == str(number))
    visitor.elsewhere.clear()
    visitor.page.goto("/", wait_until="networkidle")
    assert not again.is_visible()
    assert "static.hotjar.com" not in visitor.elsewhere
    assert {"js-eu1.hs-scripts.com", "www.googletagmanager.com"} <= set(visitor.elsewhere)

    visitor.context.add_cookies([{"name": "pv_choice", "value": before, "url": site.base_url}])
    visitor.page.goto("/")
    again.get_by_role("button", name=says("Yes to what is new")).click()
    visitor.wait(lambda: "static.hotjar.com" in visitor.elsewhere)
    revision, grants = visitor.cookies["pv_choice"].split(".")[1:3]
    assert revision == str(number)
    assert re.fullmatch(rf"am{number - 1}t\d+", grants), "marketing keeps its revision and its time"
