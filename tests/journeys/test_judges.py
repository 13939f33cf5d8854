"""IBM's engine beside axe: over every public page, over forms that were filled in wrongly, and over letters."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.judges import failures_of, failures_of_mail
from tests.live import LiveSite
from tests.outgoing_mails import rich_text
from tests.words import says

_LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map(link => link.href)"
_FORMS = ["/kontakt/", "/nyhetsbrev/", "/provekonto/", "/mine-data/slett/", "/e-boker/korte-kurs/"]
_OTHER_LANGUAGES = ["/nn/", "/nn/personvern/", "/en/", "/en/consent/", "/en/contact/", "/en/my-data/"]
_FILE = re.compile(r"\.(pdf|json|csv|xml|txt)$")  # a headless browser would save it
_NUMBER = re.compile(r"\d+")
_ADDRESS = re.compile(r'<a class="button" href="([^"]+)"')


@pytest.fixture(scope="module")
def page(browser: Browser, site: LiveSite) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.base_url, locale="nb-NO", viewport={"width": 1280, "height": 900}, bypass_csp=True
    )
    yield context.new_page()
    context.close()


@pytest.mark.law("U-01")
def test_engine_finds_nothing_on_public_pages(page: Page, site: LiveSite) -> None:
    waiting, seen, failures = ["/", *_OTHER_LANGUAGES], set[str](), list[str]()
    while waiting:
        path = waiting.pop(0)
        if _FILE.search(path) or (shape := _NUMBER.sub("N", path)) in seen:
            continue
        seen.add(shape)
        answer = page.goto(path, wait_until="domcontentloaded")
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        failures += [f"{path}: {failure}" for failure in failures_of(page)]
        waiting += _pages(page, site.base_url)
    assert failures == [], "\n".join(failures)
    assert len(seen) > 35


@pytest.mark.law("U-01")
@pytest.mark.parametrize("path", _FORMS)
def test_engine_finds_nothing_when_something_is_wrong(page: Page, path: str) -> None:
    page.goto(path, wait_until="domcontentloaded")
    page.locator("main form [type=submit]").last.click()
    page.locator(".error-summary").wait_for()
    assert failures_of(page) == []


@pytest.mark.law("U-01")
def test_engine_finds_nothing_in_a_request_and_its_letters(page: Page, site: LiveSite) -> None:
    address = "to-dommere@example.com"
    page.goto("/mine-data/kopi/")
    page.locator("main form [name=email]").fill(address)
    page.locator("main form [type=submit]").last.click()
    letter = site.wait_for_mail(address)
    page.goto(_ADDRESS.findall(rich_text(letter))[0])
    assert failures_of(page) == []
    page.get_by_role("button", name=says("Yes, it was me")).click()
    page.wait_for_load_state("domcontentloaded")
    assert failures_of(page) == []
    for mail in (letter, site.wait_for_mail(address, 2)):
        page.set_content(rich_text(mail))
        assert failures_of_mail(page) == []


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<img src='/static/x.png'>", "img_alt_valid"),
        ("<p style='color: #bbb; background: #fff'>blek</p>", "text_contrast_sufficient"),
        ("<input name='navn'>", "input_label_exists"),
    ],
)
def test_engine_finds_a_fault(page: Page, html: str, rule: str) -> None:
    page.goto("/kontakt/", wait_until="domcontentloaded")
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", html)
    assert any(failure.startswith(rule) for failure in failures_of(page))


def _pages(page: Page, base_url: str) -> list[str]:
    """Return the public pages of the default language that the open page leads to."""
    paths = [urlsplit(link).path for link in page.evaluate(_LINKS) if link.startswith(f"{base_url}/")]
    return [path for path in paths if not re.match(r"/(admin|dev|nn|en|static)/", path)]
