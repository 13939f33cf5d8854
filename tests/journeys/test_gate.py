"""What the gate holds back, lets through and tells: content in its place, vendors in their own words, changes."""

import json
import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser import accessibility_violations
from tests.journeys.visitor import VENDORS, Visitor
from tests.live import LiveSite
from tests.words import says

FRAME = SafeString('<iframe src="https://td.doubleclick.net/film" title="Film"></iframe>')
CONTRAST = """e => {
  const linear = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const lum = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const s = getComputedStyle(e), [a, b] = [lum(s.color), lum(s.backgroundColor)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05); }"""

# What is held back is rendered here, with the words that the register of the tests' own database has.
pytestmark = pytest.mark.django_db


def held(key: str, category: str, label: str) -> str:
    """Return what ``{% gated %}`` renders, with a service made up here."""
    service = {
        "key": key, "category": category, "name": "Filmer", "data": "IP-adresse",
        "vendor": {"legal_entity": "Film AS", "storage_countries": ["NO"]},
    }  # fmt: skip
    with override("nb"):
        inner = render_to_string(
            "consent/parts/held.html", {"service": service, "covered": {"label": label}, "names": "x"}
        )
        context = {"service": key, "content": FRAME, "title": "Slik virker det", "url": "https://film.example.com/1"}
        return render_to_string(
            "consent/held.html", context | {"host": "film.example.com", "placeholder": SafeString(inner)}
        )


def without_time(body: bytes) -> tuple[int, bytes]:
    """Return when a page with a form was made, which is in it signed, and the page without that."""
    made = re.search(rb'name="loaded" value="(\d+)\.[\w-]+"', body)
    assert made is not None
    return int(made[1]), body.replace(made[0], b"")


def put_in(page: Page, markup: str) -> None:
    """Put markup into the front page, as if it stood in its template."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("</main>", markup + "</main>"))

    page.route("**/personvern/versjoner/", answer)


@pytest.fixture
def reader(visitor: Visitor) -> Visitor:
    """Stands before a film."""
    put_in(visitor.page, held("google-ads", "marketing", says("Marketing")))
    visitor.page.goto("/personvern/versjoner/")
    return visitor


def film(visitor: Visitor) -> Any:
    return visitor.page.locator("iframe[title=Film]")


@pytest.mark.law("C-22")
def test_content_waits_with_a_word_of_who_gets_what(reader: Visitor) -> None:
    place = reader.page.get_by_role("group", name="Slik virker det")
    text = place.inner_text()
    assert "får Film AS: IP-adresse" in text
    assert "Norge" in text
    expect(place.get_by_role("link", name=says("Privacy policy"))).to_be_visible()
    reader.press(says("Reject all"))
    reader.wait(lambda: "pv_choice" in reader.cookies)
    reader.page.reload()
    reader.page.wait_for_timeout(200)
    assert film(reader).count() == 0
    assert reader.elsewhere == []


@pytest.mark.law("C-22")
def test_once_shows_this_and_stores_nothing(reader: Visitor) -> None:
    reader.press(says("Show once"))
    film(reader).wait_for()
    assert reader.page.evaluate("document.activeElement.title") == "Film"
    assert reader.elsewhere == ["td.doubleclick.net"]
    assert reader.cookies == {}
    expect(reader.question()).to_be_visible()
    reader.page.reload()
    reader.page.wait_for_timeout(200)
    assert film(reader).count() == 0


@pytest.mark.law("C-22")
def test_always_is_a_yes_to_the_category(reader: Visitor, site: LiveSite) -> None:
    reader.press(says("Always show"))
    film(reader).wait_for()
    reader.wait(lambda: "www.googletagmanager.com" in reader.elsewhere)
    _version, revision, grants, *_, record, _signature = reader.cookies["pv_choice"].split(".")
    assert (revision, grants[0]) == ("0", "m")
    assert site.rows("SELECT surface, granted FROM consent_consentrecord WHERE id = %s", record) == [
        ("inline", ["marketing"])
    ]
    reader.page.reload()
    film(reader).wait_for()
    assert reader.question().is_visible(), "the question itself is not answered"
    reader.press(says("Reject all"))
    reader.page.wait_for_load_state("load")
    reader.wait(lambda: film(reader).count() == 0 and not reader.question().is_visible())


@pytest.mark.law("C-22", "C-28")
def test_without_scripts_there_is_a_link_instead(plain_visitor: Visitor) -> None:
    put_in(plain_visitor.page, held("google-ads", "marketing", says("Marketing")))
    plain_visitor.page.goto("/personvern/versjoner/")
    place = plain_visitor.page.get_by_role("group", name="Slik virker det")
    expect(place.get_by_role("link", name=says("See it at %(host)s instead", host="film.example.com"))).to_be_visible()
    assert place.get_by_role("button").count() == 0
    assert plain_visitor.elsewhere == []


@pytest.mark.law("C-30")
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_around_what_is_held_back(browser: Browser, site: LiveSite, width: int, scheme: Any) -> None:
    context = browser.new_context(
        base_url=site.base_url, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    put_in(page, held("google-ads", "marketing", says("Marketing")))
    page.goto("/personvern/versjoner/")
    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


# Writes down every call, in order, as the vendors' own scripts would find them.
STUB = """
(window.calls = window.calls || []).push(["loaded", document.currentScript.src.split("/")[2]]);
for (const name of ["_hsp", "_hsq", "_uxa", "dataLayer"]) {
  const queue = window[name] = window[name] || [];
  if (queue.isWatched) continue;
  queue.isWatched = true;
  for (const one of queue) window.calls.push([name, ...one]);
  const push = queue.push;
  queue.push = function (one) {
    window.calls.push([name, ...one]);
    noteCalls(JSON.stringify(window.calls));
    return push.call(queue, one);
  };
}
noteCalls(JSON.stringify(window.calls));
"""


@pytest.fixture
def customer(context: BrowserContext, site: LiveSite) -> Visitor:
    """Said yes to everything; the vendors' scripts write down what they are told."""
    visitor = listened_to(Visitor(context, site, tracker=STUB))
    visitor.page.goto("/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: set(visitor.elsewhere) >= VENDORS)
    return visitor


def calls(visitor: Visitor, queue: str) -> list[Any]:
    """Return what was put into a vendor's queue on the last page that had one."""
    visitor.page.wait_for_timeout(50)
    return [call[1:] for call in json.loads(noted.get(visitor, "[]")) if call[0] == queue]


noted: dict[Visitor, str] = {}


def listened_to(visitor: Visitor) -> Visitor:
    """Keep what the stub notes outside of the browser, which drops its storage after a withdrawal."""
    visitor.context.expose_function("noteCalls", lambda text: noted.update({visitor: text}))
    return visitor


@pytest.mark.law("C-23")
def test_vendors_hear_it_in_order_on_every_page(customer: Visitor) -> None:
    for path in ("/", "/personvern/"):
        customer.elsewhere.clear()
        customer.page.goto(path)
        customer.wait(lambda: set(customer.elsewhere) >= VENDORS and calls(customer, "_hsp"))
        assert customer.page.evaluate("window.disableHubSpotCookieBanner") is True
        yes = ["setHubSpotConsent", {"analytics": True, "advertisement": True, "functionality": False}]
        assert yes in calls(customer, "_hsp")
        assert ["doNotTrack", {"track": True}] in calls(customer, "_hsq")
    google = customer.page.evaluate("dataLayer.map(one => [...one].slice(0, 3))")
    assert [call[:2] for call in google[:3]] == [
        ["consent", "default"],
        ["set", "ads_data_redaction"],
        ["consent", "update"],
    ]
    assert google[0][2] == dict.fromkeys(
        ("ad_storage", "ad_user_data", "ad_personalization", "analytics_storage"), "denied"
    )
    assert google[2][2]["ad_storage"] == google[2][2]["analytics_storage"] == "granted"


@pytest.mark.law("C-10", "X-07")
def test_vendors_hear_a_withdrawal_on_every_page_where_their_code_runs(customer: Visitor) -> None:
    """Nobody's code runs on the page of choices; it hears of the withdrawal on the pages that are open."""
    choices = customer.context.new_page()
    choices.goto(customer.site.url("/samtykke/"))
    with customer.page.expect_navigation():
        choices.get_by_role("button", name=says("Withdraw my consent")).click()
    assert ["revokeCookieConsent"] in calls(customer, "_hsp")
    assert calls(customer, "_hsq")[-1] == ["doNotTrack"]
    assert calls(customer, "_uxa") == [["optout"]]
    assert calls(customer, "dataLayer")[-1][:2] == ["consent", "update"]
    assert set(calls(customer, "dataLayer")[-1][2].values()) == {"denied"}


@pytest.mark.law("C-10", "X-07")
def test_vendors_hear_a_no_on_the_page_where_it_is_said(context: BrowserContext, site: LiveSite) -> None:
    reader = listened_to(Visitor(context, site, tracker=STUB))
    put_in(reader.page, held("hubspot", "analytics", says("Analytics")))
    reader.page.goto("/personvern/versjoner/")
    reader.press(says("Always show"))
    reader.wait(lambda: calls(reader, "_hsp"))
    with reader.page.expect_navigation():
        reader.press(says("Reject all"))
    assert ["revokeCookieConsent"] in calls(reader, "_hsp")
    assert calls(reader, "_uxa") == [["optout"]]


@pytest.mark.law("X-29")
def test_nobody_else_is_on_pages_about_consent_and_requests(customer: Visitor) -> None:
    customer.page.goto("/samtykke/")
    pages = ["/samtykke/", "/mine-data/", "/mine-data/kopi/", "/mine-data/sak/xyz/", "/nyhetsbrev/avmeld/xyz/"]
    pages.append(str(customer.page.get_by_role("link", name=says("Show the receipt")).get_attribute("href")))
    for path in pages:
        customer.elsewhere.clear()
        answer = customer.page.goto(path, wait_until="networkidle")
        assert answer is not None
        assert "hotjar" not in answer.headers["content-security-policy"], path
        assert customer.elsewhere == [], path
        assert customer.page.locator("template[data-consent]").count() == 0, path
    customer.page.goto("/")
    customer.wait(lambda: set(customer.elsewhere) >= VENDORS)


@pytest.mark.law("D-10", "C-30")
@pytest.mark.parametrize("width", [320, 1280])
def test_what_a_browser_leads_to_can_be_read_by_all(browser: Browser, site: LiveSite, width: int) -> None:
    context = browser.new_context(
        base_url=site.base_url, viewport={"width": width, "height": 900}, locale="nb-NO", bypass_csp=True
    )
    page = context.new_page()
    page.goto("/samtykke/")
    page.get_by_role("button", name=says("Accept all")).click()
    page.get_by_role("button", name=says("Withdraw my consent")).wait_for()
    page.goto("/mine-data/nettleser/")
    expect(page.get_by_role("button", name=says("Erase it"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_violations(page) == []
    context.close()


@pytest.mark.law("C-10", "C-14")
def test_refusals_and_the_network_s_own_cookies_stay(visitor: Visitor) -> None:
    keep = {"__hs_opt_out", "__hs_do_not_track", "__hs_cookie_cat_pref", "__cf_bm", "_cfuvid", "cf_clearance"}
    gone = {"_hjSession_1", "_cs_id", "_cs_s", "_cs_c", "_hjSessionUser_1", "__hstc", "hubspotutk", "_gcl_au"}
    visitor.context.add_cookies([{"name": name, "value": "1", "url": visitor.site.base_url} for name in keep | gone])
    visitor.page.goto("/")
    visitor.page.wait_for_timeout(100)
    assert set(visitor.cookies) == keep


def test_navigation_without_a_new_page_keeps_the_gate(customer: Visitor) -> None:
    customer.page.evaluate(
        """() => { history.pushState({}, "", "/et-annet-sted/"); window.told = 0;
        document.addEventListener("pv:consent", () => window.told++);
        document.querySelector("main").innerHTML = '<template data-consent="hotjar"><p id="in">x</p></template>'
          + '<template data-consent="nobody"><p id="out">x</p></template>'; }"""
    )
    customer.page.wait_for_selector("#in")
    assert customer.page.locator("#out").count() == 0
    assert customer.page.evaluate("['hotjar', 'nobody'].map(window.pv.granted)") == [True, False]
    customer.page.evaluate("window.pv.update()")
    assert customer.page.evaluate("window.told") == 0, "nothing has changed"
    customer.page.evaluate("window.pv.revoke('m')")
    assert customer.page.evaluate("window.told") == 1
    customer.page.evaluate("window.pv.revoke('m')")
    assert customer.page.evaluate("window.told") == 1, "once for each change"


@pytest.mark.law("C-04", "C-05")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_buttons_can_be_read(browser: Browser, site: LiveSite, scheme: Any) -> None:
    context = browser.new_context(base_url=site.base_url, color_scheme=scheme, locale="nb-NO")
    page = context.new_page()
    page.goto("/")
    for name in (says("Accept all"), says("Reject all")):
        assert page.get_by_role("button", name=name).evaluate(CONTRAST) >= 4.5
    context.close()


@pytest.mark.law("C-03", "X-03")
def test_reading_on_is_no_yes(visitor: Visitor, site: LiveSite) -> None:
    before = site.rows("SELECT count(*) FROM consent_consentrecord")
    visitor.page.goto("/")
    assert visitor.page.locator("input:checked").count() == 0
    visitor.page.keyboard.press("Escape")
    visitor.page.mouse.wheel(0, 3000)
    visitor.page.mouse.click(5, 800)
    visitor.page.get_by_role("link", name=says("Privacy")).last.click()
    visitor.page.go_back()
    visitor.page.wait_for_timeout(200)
    expect(visitor.question()).to_be_visible()
    assert (visitor.cookies, visitor.elsewhere) == ({}, [])
    assert site.rows("SELECT count(*) FROM consent_consentrecord") == before


@pytest.mark.law("C-29")
def test_a_shared_cache_gives_nobody_another_s_consent(browser: Browser, site: LiveSite) -> None:
    kept: dict[str, bytes] = {}

    def through_the_cache(route: Route) -> None:
        request = route.request
        if request.method != "GET" or not request.url.startswith(site.base_url):
            route.continue_()
            return
        if request.url in kept:
            route.fulfill(body=kept[request.url], content_type="text/html; charset=utf-8")
            return
        response = route.fetch()
        rules = response.headers.get("cache-control", "")
        is_shared = "private" not in rules and "no-store" not in rules and "set-cookie" not in response.headers
        if is_shared and "text/html" in response.headers.get("content-type", ""):
            kept[request.url] = response.body()
        route.fulfill(response=response)

    seen = []
    for answer in (says("Accept all"), None, says("Reject all")):
        context = browser.new_context(base_url=site.base_url, locale="nb-NO")
        visitor = Visitor(context, site, tracker="")
        visitor.page.route(
            "**/*",
            lambda route: through_the_cache(route) if route.request.resource_type == "document" else route.fallback(),
        )
        visitor.page.goto("/kontakt/")
        expect(visitor.question()).to_be_visible()
        assert visitor.elsewhere == []
        if answer:
            visitor.press(answer)
            visitor.wait(lambda seen=visitor: "pv_choice" in seen.cookies)  # type: ignore[misc]
            visitor.page.goto("/kontakt/")
        seen.append(kept.get(site.base_url + "/kontakt/"))
        context.close()
    assert seen[0] is not None
    assert seen[0] == seen[1] == seen[2]
    assert b"pv_choice=" not in seen[0]
    plain = browser.new_context(base_url=site.base_url)
    now, page = without_time(plain.request.get("/kontakt/").body())
    then, kept_page = without_time(seen[0])
    assert page == kept_page
    assert 0 <= now - then < 600, "a time, and not the number of a visitor"
    plain.close()


def test_the_question_is_there_when_the_page_first_paints(visitor: Visitor) -> None:
    visitor.page.goto("/", wait_until="load")
    shown, painted = visitor.page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => {
          const first = list.getEntriesByName("first-contentful-paint")[0];
          if (first) done([document.documentElement.dataset.choice, first.startTime]);
        }).observe({type: "paint", buffered: true}))"""
    )
    assert shown == "ask"
    assert painted > 0
    blocking = visitor.page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.name.includes('/choice/')"
        " && one.renderBlockingStatus === 'blocking').map(one => one.name.replace(/.*\\/choice\\/(\\w+).*/, '$1'))"
    )
    assert set(blocking) == {"gate", "choice"}, "the gate and its look come before the first paint"
