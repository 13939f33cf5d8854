"""A hundred scanners open every link of every mail before its reader does, some in a browser: nothing changes.

What they cannot tell from a reader they do too: they wait until the page is loaded and its scripts have run. They press
nothing. Afterwards each link still does for its reader what the mail says.
"""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIRequestContext, Browser, BrowserContext, Page

from tests.journeys.scanned_mails import Mails, addresses, fill_mailboxes
from tests.live import LiveSite, wait_for
from tests.words import says

SCANNERS, WITH_A_BROWSER = 100, 5
_HANDS = 6
_SETTLED = 3  # seconds without a change
# What belongs to people. The rest counts visits or reports on the site itself.
_TABLES = """
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
AND table_name ~ '^(dsar|newsletter|contact|consent)_' AND table_name !~ '^consent_(audit|sighting)'
AND table_name <> 'newsletter_comparison' ORDER BY 1
"""
_OURS = "'^(dsar|newsletter|contact|trials|ebooks|consent|interests)'"
_CODE = re.compile(r"^\d{4} \d{4}$", re.MULTILINE)
pytestmark = [pytest.mark.long, pytest.mark.law("D-19", "D-40", "P28")]
State = dict[str, tuple[int, str]]


def state(site: LiveSite) -> State:
    """Return the number of rows and a hash of what is in them, by table."""
    tables = {name: f'"{name}"' for (name,) in site.rows(_TABLES)}
    tables["letters"] = f"(SELECT * FROM privacy_letter WHERE kind ~ {_OURS})"
    tables["journal"] = f"(SELECT * FROM privacy_journalentry WHERE stream ~ {_OURS})"
    select = "SELECT count(*), md5(coalesce(string_agg(part::text, ' ' ORDER BY part::text), '')) FROM {} part"
    return {name: site.rows(select.format(table))[0] for name, table in tables.items()}  # type: ignore[misc]


def settled(site: LiveSite) -> State:
    """Return the state once the worker has done what is due."""
    before = state(site)
    for _time in range(30):
        time.sleep(_SETTLED)
        now = state(site)
        if now == before:
            return now
        before = now
    raise AssertionError("the site does not come to rest")


@pytest.fixture
def web(browser: Browser, site: LiveSite) -> Iterator[APIRequestContext]:
    context = browser.new_context(base_url=site.base_url)
    yield context.request
    context.close()


def test_nothing_changes_by_opening(site: LiveSite, browser: Browser, page: Page, web: APIRequestContext) -> None:
    mails = fill_mailboxes(site, web)
    own = sorted(link for link in mails.every if link.startswith(site.base_url))
    assert set(mails.links.values()) <= set(own)
    before = settled(site)
    with ThreadPoolExecutor(_HANDS) as hands:
        list(hands.map(lambda _number: scan(site, own), range(SCANNERS - WITH_A_BROWSER)))
    for _number in range(WITH_A_BROWSER):
        scan_in_browser(browser, own)
    after = settled(site)
    assert {name: (before[name][0], after[name][0]) for name in before if before[name] != after[name]} == {}
    assert_each_link_works(site, mails, page, web)


def scan(site: LiveSite, links: list[str]) -> None:
    """Ask for every link, the head first, as a scanner without a browser does."""
    connection = HTTPConnection(urlsplit(site.base_url).netloc, timeout=60)
    for link in links:
        for method in ("HEAD", "GET"):
            connection.request(method, urlsplit(link).path)
            answer = connection.getresponse()
            answer.read()
            # 410: a link that its reader has used already, in a mail that is still there.
            assert answer.status in (200, 410), f"{method} {link} {answer.status}"
    connection.close()


def scan_in_browser(browser: Browser, links: list[str]) -> None:
    """Open every link in a browser of its own, with JavaScript, and let each page do what it does by itself."""
    context: BrowserContext = browser.new_context(locale="nb-NO")
    page = context.new_page()
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(f"{request.method} {request.url}") if request.method != "GET" else None
    )
    for link in links:
        answer = page.goto(link, wait_until="load")
        assert answer is not None
        assert answer.status in (200, 410)
        page.wait_for_timeout(50)
    assert sent == []
    context.close()


def assert_each_link_works(site: LiveSite, mails: Mails, page: Page, web: APIRequestContext) -> None:
    """Do as the reader of each mail."""
    links = mails.links
    for name in ("signs_up", "trial", "profile", "confirms", "opens", "known", "erasure", "page", "settings", "claims"):
        page.goto(links[name])
        press(page)
    page.goto(links["stranger"])
    page.locator("main form button[type=submit]").last.click()
    assert web.post(links["click"], form={"List-Unsubscribe": "One-Click"}).ok
    page.goto(links["book"])
    file = page.locator("main a[href$='.pdf'], main a[href$='.epub']").first.get_attribute("href")
    assert web.get(str(file)).ok
    assert says("Privacy") in web.get(links["reply"]).text()
    assert_states(site)
    fetch_file(site, links["copy"], page, web)


def press(page: Page) -> None:
    """Press the first button of a page, which does what the mail is about."""
    with page.expect_navigation(wait_until="load") as navigation:
        page.locator("main form button[type=submit]").first.click()
    assert navigation.value.status == 200, page.url


def assert_states(site: LiveSite) -> None:
    """What the links were for has come about."""
    ours = f"%{addresses.domain}"
    subscriptions = dict(site.rows("SELECT email, state FROM newsletter_subscription WHERE email LIKE %s", ours))
    assert subscriptions == {
        addresses.signs_up: "active",
        addresses.page: "ended",
        addresses.click: "ended",
        addresses.settings: "active",
    }
    assert site.rows("SELECT state FROM contact_trialrequest WHERE email = %s", addresses.trial) == [("waiting",)]
    assert site.rows("SELECT count(*) FROM consent_profile WHERE email = %s", addresses.profile) == [(1,)]
    select = "SELECT email, state FROM dsar_contact JOIN dsar_case ON id = case_id WHERE email LIKE %s"
    cases = dict(site.rows(select, ours))
    assert cases == {
        addresses.confirms: "open",
        addresses.stranger: "disowned",
        addresses.asks: "open",
        addresses.opens: "open",
        addresses.copy: "done",
        addresses.erasure: "withdrawn",
        addresses.ward: "entered",
    }
    told = site.rows("SELECT confirmed_at IS NOT NULL FROM dsar_toldaddress WHERE email = %s", addresses.known)
    assert told == [(True,)]
    visited = (
        "SELECT count(*) FROM dsar_caseevent WHERE kind = 'visited'"
        " AND case_id IN (SELECT case_id FROM dsar_contact WHERE email = %s)"
    )
    assert site.rows(visited, addresses.opens) == [(1,)]


def fetch_file(site: LiveSite, link: str, page: Page, web: APIRequestContext) -> None:
    """Open the request by its link, have a code sent, and get the file with it."""
    page.goto(link)
    press(page)
    case = page.url.partition("#")[0]
    before = len(site.mails_to(addresses.copy))
    assert web.post(f"{case}kode/").ok
    mail = site.wait_for_mail(addresses.copy, before + 1)
    plain = mail.get_body(("plain",))
    assert plain is not None
    code = wait_for(lambda: _CODE.findall(plain.get_content().replace("\r", "")))[0]
    answer = web.post(f"{case}last-ned/", form={"code": code})
    assert (answer.status, answer.headers["content-type"]) == (200, "application/zip")
