"""A visitor meets the question: nothing of anybody else's before a yes, after a no, or without JavaScript."""

import json
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import accessibility_violations
from tests.journeys.visitor import VENDORS, Visitor, stores
from tests.live import LiveSite
from tests.words import says


@pytest.mark.law("C-01", "C-02", "C-03", "X-32")
def test_before_a_choice_nothing_is_stored_or_asked_elsewhere(visitor: Visitor) -> None:
    for path in ("/", "/nyhetsbrev/", "/en/contact/", "/personvern/"):
        visitor.page.goto(path)
        visitor.page.mouse.wheel(0, 5000)
        visitor.page.keyboard.press("Escape")
    visitor.page.goto("/")
    visitor.page.wait_for_timeout(500)
    expect(visitor.question()).to_be_visible()
    assert visitor.elsewhere == []
    assert visitor.cookies == {}
    assert stores(visitor.page) == ["", [], []]
    assert visitor.complaints == []


@pytest.mark.law("C-04", "C-05", "X-02")
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_yes_and_no_weigh_the_same(browser: Browser, site: LiveSite, width: int, scheme: Any) -> None:
    context = browser.new_context(
        base_url=site.base_url, viewport={"width": width, "height": 800}, color_scheme=scheme, locale="nb-NO"
    )
    page = context.new_page()
    page.goto("/")
    looks = []
    for name in (says("Accept all"), says("Reject all")):
        button = page.get_by_role("button", name=name)
        style = button.evaluate(
            "e => (({tagName}, s) => [tagName, s.color, s.backgroundColor, s.fontWeight, s.fontSize, s.opacity,"
            " s.borderColor])(e, getComputedStyle(e))"
        )
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        looks.append((style, round(box["width"]), round(box["height"]), round(box["y"])))
    assert looks[0] == looks[1], "same element, size, weight, colour, and side by side"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.law("C-04", "C-05")
@pytest.mark.parametrize("path", ["/", "/nn/", "/en/"])
@pytest.mark.parametrize(("width", "height", "most"), [(320, 640, 640), (390, 844, 422), (768, 1024, 512)])
def test_first_layer_leaves_room_for_the_page(visitor: Visitor, path: str, width: int, height: int, most: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.page.goto(path)
    question = visitor.page.locator("section[data-when=ask]")
    box = question.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= most
    boxes, more = question.get_by_role("checkbox"), question.locator(".choose-more summary")
    expect(boxes).to_have_count(0)
    more.press("Enter")
    expect(boxes).to_have_count(2)
    expect(boxes.first).to_be_visible()
    more.press("Enter")
    expect(boxes).to_have_count(0)


@pytest.mark.law("C-04", "C-30")
def test_the_question_comes_first_and_traps_nobody(visitor: Visitor) -> None:
    visitor.page.goto("/")
    told = []
    for _ in range(9):
        visitor.page.keyboard.press("Tab")
        told.append(
            visitor.page.evaluate("document.activeElement.innerText || document.activeElement.value || ''").strip()
        )
    assert told[:5] == [says("Accept all"), says("Reject all"), "analytics", "marketing", says("Save my choice")]
    assert says("Skip to the content") in told
    assert visitor.page.get_by_role("dialog").count() == 0
    assert visitor.page.locator("input[name=grant]:checked").count() == 0


def test_enter_on_a_tick_box_says_yes_to_nothing(visitor: Visitor) -> None:
    visitor.page.goto("/")
    visitor.page.get_by_role("checkbox", name=says("Analytics")).focus()
    visitor.page.keyboard.press("Enter")
    visitor.wait(lambda: "pv_choice" in visitor.cookies)
    assert visitor.cookies["pv_choice"].split(".")[2] == "-"


@pytest.mark.law("C-04", "C-11", "C-16", "C-23", "X-01")
def test_a_no_is_remembered_and_loads_nothing(visitor: Visitor, site: LiveSite) -> None:
    before = site.rows("SELECT count(*) FROM consent_consentrecord")
    visitor.page.goto("/")
    visitor.press(says("Reject all"))
    visitor.wait(lambda: "pv_choice" in visitor.cookies)
    assert not visitor.question().is_visible()
    assert visitor.page.evaluate("document.activeElement.id") == "choice-done"
    for path in ("/", "/nyhetsbrev/", "/samtykke/"):
        visitor.page.goto(path)
        assert not visitor.question().is_visible()
    visitor.page.wait_for_timeout(300)
    assert visitor.elsewhere == []
    assert set(visitor.cookies) == {"pv_choice"}
    assert visitor.cookies["pv_choice"].split(".")[5] == "-"
    assert site.rows("SELECT count(*) FROM consent_consentrecord") == before
    assert visitor.complaints == []


@pytest.mark.law("C-16", "C-17", "X-06")
@pytest.mark.parametrize("answer", [says("Reject all"), says("Accept all")])
def test_an_answer_counts_for_six_months_and_no_longer(visitor: Visitor, answer: str) -> None:
    visitor.page.goto("/")
    visitor.press(answer)
    visitor.wait(lambda: "pv_choice" in visitor.cookies)
    now = time.time()
    for days, is_asked in ((150, False), (190, True)):
        visitor.page.clock.set_fixed_time(now + days * 86_400)
        visitor.elsewhere.clear()
        visitor.page.goto("/personvern/", wait_until="networkidle")
        assert visitor.question().is_visible() == is_asked
        runs = answer == says("Accept all") and not is_asked
        assert bool(visitor.elsewhere) == runs


@pytest.mark.law("C-12")
def test_a_yes_loads_what_was_granted_and_tells_the_page(visitor: Visitor, site: LiveSite) -> None:
    visitor.page.goto("/")
    visitor.page.evaluate("document.addEventListener('pv:consent', e => window.told = e.detail.granted)")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: set(visitor.elsewhere) >= VENDORS)
    assert visitor.page.evaluate("window.told") == ["hubspot", "hotjar", "google-ads"]
    assert visitor.page.evaluate("['hubspot', 'marketing', 'nobody'].map(pv.granted)") == [True, True, False]
    record = visitor.cookies["pv_choice"].split(".")[5]
    assert site.rows("SELECT granted FROM consent_consentrecord WHERE id = %s", record) == [
        (["analytics", "marketing"],)
    ]
    visitor.elsewhere.clear()
    visitor.page.goto("/personvern/")
    visitor.wait(lambda: set(visitor.elsewhere) >= VENDORS)
    assert not visitor.question().is_visible()
    assert [complaint for complaint in visitor.complaints if "Content Security Policy" in complaint] == []


@pytest.mark.law("C-06")
@pytest.mark.parametrize(
    ("label", "asked"),
    [
        (says("Analytics"), {"js-eu1.hs-scripts.com", "static.hotjar.com"}),
        (says("Marketing"), {"www.googletagmanager.com"}),
    ],
)
def test_one_category_loads_nothing_of_the_other(visitor: Visitor, label: str, asked: set[str]) -> None:
    visitor.page.goto("/")
    visitor.page.get_by_role("checkbox", name=label).check()
    visitor.press(says("Save my choice"))
    visitor.wait(lambda: set(visitor.elsewhere) >= asked)
    visitor.page.goto("/kontakt/")
    visitor.page.wait_for_timeout(300)
    assert set(visitor.elsewhere) == asked


def test_vendors_are_told_in_their_own_words(visitor: Visitor) -> None:
    visitor.page.goto("/")
    visitor.page.get_by_role("checkbox", name=says("Marketing")).check()
    visitor.press(says("Save my choice"))
    visitor.wait(lambda: "www.googletagmanager.com" in visitor.elsewhere)
    layer = visitor.page.evaluate("dataLayer.map(one => [...one].slice(0, 3))")
    assert layer[0][:2] == ["consent", "default"]
    assert set(layer[0][2]) == {"ad_storage", "ad_user_data", "ad_personalization", "analytics_storage"}
    assert set(layer[0][2].values()) == {"denied"}
    update = next(call for call in layer if call[:2] == ["consent", "update"])
    assert update[2]["ad_storage"] == update[2]["ad_user_data"] == "granted"
    assert update[2]["analytics_storage"] == "denied"
    visitor.page.goto("/samtykke/")
    visitor.press(says("Accept all"))
    visitor.page.get_by_role("button", name=says("Withdraw my consent")).wait_for()
    visitor.page.goto("/")
    visitor.wait(lambda: "js-eu1.hs-scripts.com" in visitor.elsewhere)
    assert visitor.page.evaluate("window.disableHubSpotCookieBanner") is True
    told = visitor.page.evaluate("_hsp[0]")
    assert told == ["setHubSpotConsent", {"analytics": True, "advertisement": True, "functionality": False}]


@pytest.mark.law("C-09", "C-10", "P38")
def test_a_withdrawal_stops_and_cleans_a_tracker_that_fights_back(visitor: Visitor, site: LiveSite) -> None:
    visitor.page.goto("/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: "_hjSession_7654321" in visitor.cookies)
    record = visitor.cookies["pv_choice"].split(".")[5]
    for _ in range(3):
        visitor.page.goto("/")
        visitor.page.get_by_role("link", name=says("Cookie choices")).last.click()
        visitor.wait(lambda: "__hstc" in visitor.cookies)
        visitor.press(says("Withdraw my consent"))
        visitor.page.wait_for_load_state("load")
        visitor.elsewhere.clear()
        visitor.page.wait_for_timeout(300)
        assert set(visitor.cookies) == {"pv_choice"}
        assert stores(visitor.page)[1:] == [[], []]
        assert visitor.elsewhere == []
        visitor.press(says("Accept all"))
        visitor.page.get_by_role("button", name=says("Withdraw my consent")).wait_for()
        visitor.page.goto("/personvern/")
        visitor.wait(lambda: "_hjSession_7654321" in visitor.cookies)
    withdrawn = site.rows("SELECT withdrawn_at IS NOT NULL FROM consent_consentrecord WHERE id = %s", record)
    assert withdrawn == [(True,)]


def test_content_that_comes_later_is_opened_too(visitor: Visitor) -> None:
    visitor.page.goto("/")
    add = """key => { const t = document.createElement('template'); t.dataset.consent = key;
      t.innerHTML = '<p id="late-' + key + '">x</p>'; document.body.append(t); }"""
    visitor.page.evaluate(add, "hotjar")
    assert visitor.page.locator("#late-hotjar").count() == 0
    visitor.page.get_by_role("checkbox", name=says("Analytics")).check()
    visitor.press(says("Save my choice"))
    visitor.page.wait_for_selector("#late-hotjar")
    visitor.page.evaluate(add, "hubspot")
    visitor.page.wait_for_selector("#late-hubspot")
    visitor.page.evaluate(add, "google-ads")
    visitor.page.wait_for_timeout(100)
    assert visitor.page.locator("#late-google-ads").count() == 0


@pytest.mark.law("C-28")
def test_without_javascript_the_choice_is_a_plain_form(plain_visitor: Visitor) -> None:
    page = plain_visitor.page
    page.goto("/")
    assert not page.get_by_role("button", name=says("Accept all")).is_visible()
    expect(page.locator(".choice-note")).to_be_visible()
    page.locator(".choice-note a").click()
    page.get_by_role("button", name=says("Accept all")).click()
    expect(page.get_by_text(f"{says('Analytics')}, {says('Marketing')}.")).to_be_visible()
    page.get_by_role("link", name=says("Show the receipt")).click()
    expect(page.get_by_role("heading", name=says("Receipt for your consent"))).to_be_visible()
    page.get_by_role("link", name=says("Change or withdraw the choice")).click()
    page.get_by_role("button", name=says("Withdraw my consent")).click()
    denied = says("On %(day)s you said no to everything optional. The choice lasts until %(end)s.")
    expect(page.get_by_text(denied.partition("%(day)s")[2].partition(".")[0])).to_be_visible()
    assert plain_visitor.elsewhere == []
    assert set(plain_visitor.cookies) == {"pv_choice"}


@pytest.mark.law("C-28")
@pytest.mark.parametrize("answer", [500, 403])
def test_when_the_server_says_no_nothing_is_loaded(visitor: Visitor, answer: int) -> None:
    visitor.page.goto("/")
    visitor.context.route("**/samtykke/", lambda route: route.fulfill(status=answer, body="<h1>no</h1>"))
    visitor.press(says("Accept all"))
    visitor.page.get_by_role("alert").get_by_text(
        says("Your choice could not be stored: we did not get through to the site. Nothing was changed. Try again.")
    ).wait_for()
    assert visitor.page.url == visitor.site.url("/")
    assert visitor.question().is_visible()
    assert visitor.elsewhere == []
    assert visitor.cookies == {}
    visitor.context.unroute("**/samtykke/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: "pv_choice" in visitor.cookies)
    assert not visitor.question().is_visible()


@pytest.mark.parametrize("value", ["2.1.am.1700000000.9999999999.-.forgedforgedforged", "2.1.am", "x" * 3000])
def test_a_forged_choice_opens_nothing(visitor: Visitor, value: str) -> None:
    visitor.context.add_cookies([{"name": "pv_choice", "value": value, "url": visitor.site.base_url}])
    visitor.page.goto("/")
    visitor.page.wait_for_timeout(300)
    assert visitor.elsewhere == []
    expect(visitor.question()).to_be_visible()
    assert "pv_choice" not in visitor.cookies


@pytest.mark.law("C-25")
def test_a_browser_that_says_no_by_itself_is_not_asked(visitor: Visitor) -> None:
    visitor.context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    visitor.page.goto("/")
    assert not visitor.question().is_visible()
    assert visitor.elsewhere == []
    visitor.page.goto("/samtykke/")
    visitor.press(says("Accept all"))
    visitor.page.get_by_role("button", name=says("Withdraw my consent")).wait_for()
    visitor.page.goto("/")
    visitor.wait(lambda: set(visitor.elsewhere) >= VENDORS)


def test_the_question_moves_nothing(visitor: Visitor) -> None:
    visitor.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    visitor.page.goto("/", wait_until="networkidle")
    expect(visitor.question()).to_be_visible()
    assert visitor.page.evaluate("window.shift") == 0


@pytest.mark.law("C-30")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: LiveSite, width: int, scheme: Any) -> None:
    context = browser.new_context(
        base_url=site.base_url, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    for path in ("/", "/nn/", "/en/", "/samtykke/", "/nn/samtykke/", "/en/consent/"):
        page.goto(path)
        assert accessibility_violations(page) == [], path
    page.get_by_role("button", name="Reject all").click()
    page.goto("/samtykke/")
    assert accessibility_violations(page) == []
    context.close()


@pytest.mark.law("C-12")
def test_the_receipt_can_be_taken_away(visitor: Visitor) -> None:
    visitor.page.goto("/samtykke/")
    visitor.press(says("Accept all"))
    visitor.page.get_by_role("link", name=says("Show the receipt")).click()
    visitor.page.wait_for_url("**/kvittering/**")
    told = visitor.context.request.get(visitor.page.url, headers={"Accept": "application/json"})
    assert json.loads(told.text())["event_state"] == "ConsentGiven"
