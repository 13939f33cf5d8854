"""Every page of the administration on the narrowest screen: nothing shuts anybody out, runs off the side or is code."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import WCAG_A_AA, accessibility_violations
from tests.journeys.staff_rows import planted
from tests.live import LiveSite

FEWEST = 85
NARROW: ViewportSize = {"width": 320, "height": 800}
_LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map(one => one.href)"
# A number whose digits stand below each other.
_BROKEN_NUMBERS = """[...document.querySelectorAll('#content :not(script)')].filter(one => {
    if (one.children.length || !/^\\s*\\d{2,}\\s*$/.test(one.textContent)) return false;
    const range = document.createRange();
    range.selectNodeContents(one.firstChild);
    return new Set([...range.getClientRects()].map(rect => rect.top)).size > 1;
}).map(one => one.textContent.trim())"""
_COVERED = """(() => {
    const box = one => document.querySelector(one).getBoundingClientRect();
    const [title, buttons] = [box('#content h1'), box('.object-tools')];
    return title.bottom > buttons.top && buttons.bottom > title.top && title.right > buttons.left;
})()"""
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Boxes whose contents run off their side, so that half of each row is out of sight.
_SIDEWAYS = """[...document.querySelectorAll('#content .results, #content .case-table')]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className)"""
# What staff read of the site's: not what they type, what visitors wrote, nor what stands there in another language.
# A cookie's own name is code, and so is the key of a rule, last in its row; what the journal and its signed heads hash
# is shown as it is hashed.
_READ = """() => {
    const content = document.querySelector('#content').cloneNode(true);
    const hashed = document.body.matches('.app-privacy[class*=model-journal]')
        ? ', .field-facts, .field-text, .field-event' : ', .field-key';
    const left = 'textarea, [lang]:not([lang=nb]), .paper, .storage code, .promise details, .better-text' + hashed;
    const written = document.body.matches('.app-contact, .app-dsar, .app-newsletter') ? '.readonly' : 'none';
    const texts = (root, selector) => [...root.querySelectorAll(selector)].map(one => one.textContent.trim());
    const first = [...content.querySelectorAll('#result_list tbody tr')].map(
        row => row.querySelector(':scope > :not(.action-checkbox)').textContent);
    const names = [...texts(document, '#content h1, #content h2, .breadcrumbs'), ...first];
    for (const one of content.querySelectorAll(left)) one.remove();
    const values = texts(content, 'td, th, dd, .readonly');
    for (const one of content.querySelectorAll(written)) one.remove();
    return {names, values, code: texts(content, 'code'), text: content.textContent};
}"""
# The name of a page or of a row: an id, a hash, a day for programs, a name of the code.
_CODE_NAME = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{12,}\b|\d{4}-\d\d-\d\d|\b(?:consent|contact|dsar|newsletter|privacy)\.[a-z_]+"
)
# A value as it is stored.
_STORED = re.compile(
    r"^(?:nb|nn|en|None|True|False)$|^[a-z]+\.[a-z_]+$|: [a-z]+\.[a-z_]+,|\+00:00|\d{4}-\d\d-\d\dT\d\d"
    r"|\[['\"]|^\{|\bCan (?:add|change|view) "
)
_LEFT_OVER = re.compile(
    r"\{\"(?:nb|nn|en)\":|\{table:|\{\{|\{%|%\(\w+\)s|\bLAW [A-Z]|\b(?:the|which|with|from|has been)\b"
)
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9a-f]{64}(?=/)|(?<=/)P?\d+(?=/)|(?<=/)\d{4}-\d\d-\d\d(?=/)")
# Files to fetch, leaving, what Django gives every row, and a draft as visitors would see it; an app's own list is the
# front page again.
_NOT_READ = re.compile(
    r"/(logout|jsi18n|file\.\w+|csv|history|delete|draft/\w+)/?$|^/admin/(auth|consent|contact|dsar|newsletter|privacy|proviso_site)/$"
)
IMPORTANT = [
    "/admin/",
    "/admin/privacy/revision/publish/",
    "/admin/privacy/promiseverdict/page/",
    "/admin/privacy/breach/",
    "/admin/privacy/vendor/report/",
    "/admin/privacy/statement/1/change/",
]


@pytest.fixture(scope="module")
def staff(browser: Browser, site: LiveSite) -> Iterator[Page]:
    """Somebody of the staff with a narrow screen, logged in."""
    context = browser.new_context(base_url=site.base_url, locale="nb-NO", viewport=NARROW, bypass_csp=True)
    page = context.new_page()
    page.goto("/admin/")
    page.fill("[name=username]", site.staff_email)
    page.fill("[name=password]", site.staff_password)
    page.click("[type=submit]")
    yield page
    context.close()


@pytest.mark.law("U-01")
def test_staff_pages_are_open_to_everyone_fit_a_narrow_screen_and_are_words(staff: Page, site: LiveSite) -> None:
    with planted(site):
        seen, faults = crawl(staff, site.base_url)
    assert faults == [], "\n".join(faults)
    assert len(seen) >= FEWEST


@pytest.mark.law("U-01")
@pytest.mark.parametrize(
    ("english", "shown"), [("", "Norsk bokmål"), ("Hi", "English")], ids=["wrong text", "text that lacks"]
)
def test_tab_of_the_language_with_the_error_is_open(staff: Page, english: str, shown: str) -> None:
    staff.goto("/admin/newsletter/issue/add/")
    staff.fill("[name=subject_nb]", "Hei")
    staff.fill("[name=body_nb]", "Hei" if english else "Hei {fornavn}")
    staff.get_by_role("tab", name="English").first.click()
    staff.fill("[name=subject_en]", english)
    staff.click("[name=_save]")
    staff.locator(".errorlist").first.wait_for()
    tabs = staff.locator(".field-body [role=tab][aria-selected=true]")
    assert tabs.all_inner_texts() == [shown]


@pytest.mark.law("U-01")
def test_important_staff_pages_can_be_read_in_the_dark(staff: Page) -> None:
    staff.emulate_media(color_scheme="dark")
    try:
        faults = []
        for path in IMPORTANT:
            staff.goto(path, wait_until="domcontentloaded")
            faults += [f"{path}: {violation}" for violation in accessibility_violations(staff, ["wcag2aa"])]
    finally:
        staff.emulate_media(color_scheme="light")
    assert faults == [], "\n".join(faults)


@pytest.mark.law("U-01")
@pytest.mark.parametrize("path", ["/admin/dsar/case/", "/admin/privacy/statement/"])
def test_buttons_of_a_list_do_not_cover_its_title_on_a_tablet(staff: Page, path: str) -> None:
    staff.set_viewport_size({"width": 768, "height": 1000})
    try:
        staff.goto(path)
        assert not staff.evaluate(_COVERED)
    finally:
        staff.set_viewport_size(NARROW)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<img src='/static/x.png'>", "image-alt"),
        ("<p style='inline-size: 500px'>bred</p>", "pixels too wide"),
        ("<div class='case-table'><p style='inline-size: 500px'>bred</p></div>", "scrolls sideways: case-table"),
        ("<p>{table:purposes}</p>", "left over: {table:"),
        ("<p>What the register says</p>", "left over: the"),
        ("<p><code>privacy / purposes</code></p>", "code: privacy / purposes"),
        ("<h2>fe9d335b-e911-4635-bfb0-fc747c48fdc9</h2>", "named by a code: fe9d"),
        ("<h2>review 2026-11-30 13:57</h2>", "named by a code: review"),
        ("<h2>dsar.received</h2>", "named by a code: dsar"),
        ("<div class='readonly'>nb</div>", "as it is stored: nb"),
        ("<p style='inline-size: 1ch; overflow-wrap: anywhere'>11</p>", "broken number: 11"),
        ("<table><tr><td>['P1', 'P7']</td></tr></table>", "as it is stored: ['P1'"),
        ("<div class='readonly'>newsletter.signup</div>", "as it is stored: newsletter.signup"),
        ("<div class='readonly'>2026-11-30 20:34:55+00:00</div>", "as it is stored: 2026"),
        ("<table><tr><td>regel: legal.hold, ansatt: –</td></tr></table>", "as it is stored: regel"),
        ("<dl><dd>2026-11-30T13:57:16+00:00</dd></dl>", "as it is stored: 2026"),
    ],
)
def test_fault_on_a_page_is_found(staff: Page, html: str, fault: str) -> None:
    """The crawl can fail."""
    staff.goto("/admin/privacy/journalcheck/", wait_until="domcontentloaded")
    staff.evaluate("html => document.querySelector('#content').insertAdjacentHTML('beforeend', html)", html)
    assert any(fault in line for line in faults_of(staff))


def crawl(page: Page, base_url: str) -> tuple[set[str], list[str]]:
    """Follow every link from the front page, one page of each shape; return the shapes, and the faults by page."""
    waiting, seen, faults = ["/admin/"], set[str](), list[str]()
    while waiting:
        path = waiting.pop(0)
        if (shape := _IDS.sub("N", path)) in seen:
            continue
        seen.add(shape)
        answer = page.goto(path, wait_until="domcontentloaded")
        assert answer is not None
        # A page that shows work in the background is loaded anew when that has ended.
        page.wait_for_selector(".run-active", state="detached")
        faults += [f"{path}: answered {answer.status}"] if answer.status != 200 else []
        faults += [f"{path}: {line}" for line in faults_of(page)]
        waiting += _pages(page, base_url)
    return seen, faults


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the page that is open."""
    read = page.evaluate(_READ)
    faults = accessibility_violations(page, WCAG_A_AA)
    faults += [f"left over: {one}" for one in sorted({*_LEFT_OVER.findall(read["text"])})]
    faults += [f"code: {one}" for one in read["code"]]
    faults += [f"named by a code: {one}" for one in read["names"] if _CODE_NAME.search(one)]
    faults += [f"as it is stored: {one}" for one in read["values"] if _STORED.search(one)]
    faults += [f"broken number: {one}" for one in page.evaluate(_BROKEN_NUMBERS)]
    faults += [f"scrolls sideways: {one}" for one in page.evaluate(_SIDEWAYS)]
    pixels = page.evaluate(_OVERFLOW)
    return faults + ([f"{pixels} pixels too wide"] if pixels > 0 else [])


def _pages(page: Page, base_url: str) -> list[str]:
    links = [urlsplit(link) for link in page.evaluate(_LINKS) if link.startswith(f"{base_url}/admin/")]
    return [link.path for link in links if not link.query and not _NOT_READ.search(link.path)]
