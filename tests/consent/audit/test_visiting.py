"""A real browser on a site that breaks every rule: each break is found, in the states where it shows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext

from consent.audit import browser as browsers
from consent.audit import pages
from consent.audit.comparing import Difference, compare
from consent.audit.declared import Declared
from consent.audit.errors import BrowserMissing, SiteUnreachable
from consent.audit.observations import Visit
from consent.audit.states import DESKTOP, MOBILE, State
from consent.audit.turns import Turns
from consent.audit.visiting import VisitPlan, visit_site
from tests.consent.audit.conftest import STATES
from tests.consent.audit.misbehaving import misbehaving_site

FOREVER = float("inf")


@pytest.fixture(scope="module")
def bad_site() -> Iterator[str]:
    with misbehaving_site() as url:
        yield url


@pytest.fixture
def plan(bad_site: str) -> VisitPlan:
    found, _more = pages.find_pages(f"{bad_site}/", most=10)
    return VisitPlan(site=f"{bad_site}/", pages=found, clock=timezone.now, choices=f"{bad_site}/choices/", dwell=0.3)


@pytest.fixture
def bad_register(small_register: Declared) -> Declared:
    return replace(small_register, host="127.0.0.1")


def audit(browser: Browser, plan: VisitPlan, state: State, register: Declared) -> tuple[Visit, list[Difference]]:
    found = visit_site(browser, plan, state, MOBILE, until=FOREVER)
    return found, compare([found], register)


@pytest.mark.long
@pytest.mark.law("C-01", "C-02", "C-24")
def test_every_kind_of_difference_is_found(browser: Browser, plan: VisitPlan, bad_register: Declared) -> None:
    visits = [visit_site(browser, plan, STATES[key], DESKTOP, until=FOREVER) for key in ("unanswered", "granted")]
    found = {(one.problem.value, one.trace.value, one.name): one for one in compare(visits, bad_register)}
    assert set(found) == {
        ("undeclared", "cookie", "sneaky"),
        ("undeclared", "cookie", "fleeting"),
        ("undeclared", "localStorage", "sneakyLocal"),
        ("undeclared", "sessionStorage", "sneakySession"),
        ("undeclared", "IndexedDB", "sneakyBase"),
        ("undeclared", "CacheStorage", "sneakyCache"),
        ("undeclared", "serviceWorker", "/worker.js"),
        ("undeclared", "request", "localhost"),
        ("undeclared", "redirect", "localhost"),
        ("host", "cookie", "ADV"),
        ("lifetime", "cookie", "_meter_*"),
        ("unseen", "localStorage", "meterSeen"),
        ("reading", "device", "canvas"),
        ("unreachable", "page", "/gone/ (404)"),
    }
    assert found["undeclared", "cookie", "sneaky"].states == {"unanswered", "granted"}
    assert found["lifetime", "cookie", "_meter_*"].states == {"granted"}
    assert 990 <= (found["undeclared", "cookie", "sneaky"].lifetime or 0) <= 1000


@pytest.mark.law("C-10")
def test_what_a_withdrawal_leaves_is_found(browser: Browser, plan: VisitPlan, bad_register: Declared) -> None:
    seen, found = audit(browser, plan, STATES["withdrawn"], bad_register)
    left = [one for one in found if one.problem == "ungranted"]
    assert [(one.name, one.states) for one in left] == [("_meter_*", {"withdrawn"})]
    assert seen.is_complete


@pytest.mark.law("C-06")
def test_one_category_alone_is_chosen_with_its_box(browser: Browser, plan: VisitPlan, bad_register: Declared) -> None:
    _seen, found = audit(browser, plan, STATES["only-marketing"], bad_register)
    assert "_meter_*" not in {one.name for one in found}
    _seen, found = audit(browser, plan, STATES["only-analytics"], bad_register)
    assert ("lifetime", "_meter_*") in {(one.problem, one.name) for one in found}


@pytest.mark.law("C-28")
def test_without_javascript_nothing_runs_and_hosts_are_still_seen(
    browser: Browser, plan: VisitPlan, bad_register: Declared
) -> None:
    seen, found = audit(browser, plan, STATES["no-javascript"], bad_register)
    assert seen.stored == {}
    assert {(one.problem, one.trace) for one in found} == {("undeclared", "request"), ("unreachable", "page")}


@pytest.mark.law("C-25")
def test_gpc_is_sent_and_told(browser: Browser, plan: VisitPlan) -> None:
    told: list[str | None] = []

    def watch(route: object) -> None:
        told.append(route.request.headers.get("sec-gpc"))  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    visit_site(browser, replace(plan, stand_in=watch), STATES["gpc"], DESKTOP, until=FOREVER)
    assert set(told) == {"1"}


def test_turns_at_once_meet_what_they_meet_alone_and_keep_their_order(plan: VisitPlan, bad_register: Declared) -> None:
    wanted = [STATES["refused"], STATES["granted"]]

    def taken(at_once: int) -> list[Visit]:
        with ThreadPoolExecutor(1) as apart:  # the tests' own Playwright has this thread
            turns = Turns(plan, wanted, at_once=at_once, seconds=600)
            return apart.submit(turns.take_all, browsers.chromium).result()

    alone, together = taken(1), taken(3)
    assert [(one.state.key, one.device) for one in together] == [
        (state, device) for state in ("refused", "granted") for device in ("desktop", "mobile")
    ]
    assert [set(one.stored) for one in together] == [set(one.stored) for one in alone]
    assert [one.failures for one in together] == [one.failures for one in alone]
    meters = [any(stored.name.startswith("_meter_") for stored in one.stored) for one in together]
    assert meters == [False, False, True, True]


def test_what_one_browser_raises_ends_the_audit(plan: VisitPlan) -> None:
    def broken() -> Any:
        raise BrowserMissing

    with pytest.raises(BrowserMissing):
        Turns(plan, [STATES["refused"]], at_once=2, seconds=600).take_all(broken)


@pytest.mark.law("C-01")
def test_the_first_page_is_left_by_its_own_links(browser: Browser, plan: VisitPlan, bad_site: str) -> None:
    alone = replace(plan, pages=[f"{bad_site}/"])
    opened: list[str] = []

    def note(context: BrowserContext) -> None:
        context.on("request", lambda request: opened.append(request.url) if request.is_navigation_request() else None)

    browser.on("context", note)
    seen = visit_site(browser, alone, STATES["unanswered"], DESKTOP, until=FOREVER)
    browser.remove_listener("context", note)
    assert f"{bad_site}/plain/" in opened
    assert seen.pages == 1, "what links lead to is looked at besides"


def test_a_choice_that_cannot_be_made_is_a_failure(browser: Browser, plan: VisitPlan) -> None:
    seen = visit_site(browser, replace(plan, choices=f"{plan.site}plain/"), STATES["refused"], DESKTOP, until=FOREVER)
    assert seen.failures == {"/plain/": "choice"}
    assert not seen.is_complete


def test_time_that_is_up_leaves_a_visit_incomplete(browser: Browser, plan: VisitPlan) -> None:
    seen = visit_site(browser, plan, STATES["unanswered"], DESKTOP, until=0)
    assert (seen.pages, seen.is_complete) == (0, False)


def test_pages_come_from_robots_and_stay_on_the_site(bad_site: str) -> None:
    found, has_more = pages.find_pages(f"{bad_site}/", most=2)
    assert [one.removeprefix(bad_site) for one in found] == ["/", "/gone/"]
    assert has_more


def test_without_a_sitemap_links_are_followed(bad_site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_of_sitemaps", lambda site: iter(()))
    assert pages.find_pages(f"{bad_site}/", most=9) == ([f"{bad_site}/", f"{bad_site}/plain/"], False)


def test_a_site_that_does_not_answer_is_said() -> None:
    with pytest.raises(SiteUnreachable):
        pages.find_pages("http://127.0.0.1:9/", most=1)


def test_without_a_browser_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "")
    monkeypatch.setenv("PATH", "/nonexistent:/bin")
    monkeypatch.setattr(browsers.subprocess, "run", lambda *_, **__: type("Done", (), {"returncode": 1}))
    with pytest.raises(BrowserMissing, match="chromium") as told:
        browsers.find_chromium()
    assert "\n" not in str(told.value)
