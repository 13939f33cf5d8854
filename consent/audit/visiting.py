"""Visit a site with a browser in a state: make the choice, open the pages, record the observations."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from consent.audit.collecting import Collector
from consent.audit.observations import LED_ELSEWHERE, NO_CHOICE, Visit
from consent.audit.states import Device, State, Step
from consent.audit.web_sites import is_same_site
from consent.gate import cookie

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

_PATIENCE = 15_000  # milliseconds for a page
_SETTLE, _LONGEST = 0.2, 4.0  # seconds without a request, and the longest wait for them
_LINGER = 0.5  # more seconds on each page if vendors' code runs, which may store late
_LINKS = 2
_FOLLOWED = """most => [...new Set([...document.querySelectorAll("a[href]:not([download]):not([target])")]
  .filter((one) => one.origin === location.origin && one.pathname !== location.pathname)
  .map((one) => one.href))].slice(0, most)"""
_CLICK = "address => [...document.querySelectorAll('a[href]')].find((one) => one.href === address).click()"
# Where requests are intercepted, one that outlives its page never ends after a redirect (Chromium 156).
WITHOUT_KEEPALIVE = """(() => {
  const plain = window.fetch;
  window.fetch = (input, init) => plain(input, { ...init, keepalive: false });
})();"""
_GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true, configurable: true})"


@dataclass(frozen=True, kw_only=True)
class VisitPlan:
    """The pages of a site to visit. ``choices``: the address of the page of choices, if the site is ours.

    ``dwell``: seconds on the first page, which is also scrolled and left by two of its links (LAW C-01).
    ``stand_in`` answers every request, those of the site itself too. ``bypasses_csp``: nothing that a page asks for is
    stopped by its own policy. ``on_page`` is called after each page.
    """

    site: str
    pages: Sequence[str]
    clock: Callable[[], datetime]
    choices: str = ""
    dwell: float = 10.0
    is_offline: bool = False
    stand_in: "Callable[[Route], None] | None" = None
    bypasses_csp: bool = False
    on_page: Callable[[], None] = lambda: None

    @property
    def host(self) -> str:
        return urlsplit(self.site).hostname or ""


def visit_site(browser: "Browser", plan: VisitPlan, state: State, device: Device, *, until: float) -> Visit:
    """Return the observations of a new browser context; at ``until`` (monotonic) it stops and is not complete."""
    visit = Visit(state=state, device=device.key)
    context = _context(browser, plan, state, device)
    collector = Collector(context, plan.host, visit, plan.clock)
    try:
        page = context.new_page()
        if not _press_all(page, plan, state, collector):
            visit.failures[_path(plan.choices)] = NO_CHOICE
            visit.is_complete = False
            return visit
        collector.start()
        _look_at_all(page, plan, collector, until)
        collector.stop()
        if state.granted:
            # Withdraw, so that the audit leaves no valid consent in the records.
            _press(page, plan, Step.NONE)
    finally:
        context.close()
    return visit


def _context(browser: "Browser", plan: VisitPlan, state: State, device: Device) -> "BrowserContext":
    options = dict(device.options)
    if "user_agent" in options:
        options["user_agent"] = options["user_agent"].format(version=browser.version)
    context = browser.new_context(
        java_script_enabled=state.runs_scripts,
        bypass_csp=plan.bypasses_csp,
        extra_http_headers={"Sec-GPC": "1"} if state.sends_gpc else {},
        **options,
    )
    context.set_default_timeout(_PATIENCE)
    if state.sends_gpc:
        context.add_init_script(_GPC)
    if plan.is_offline or plan.stand_in:
        context.add_init_script(WITHOUT_KEEPALIVE)
        context.route("**/*", lambda route: _answer(route, plan))
    return context


def _answer(route: "Route", plan: VisitPlan) -> None:
    """Let requests reach the audited host only, or the stand-in."""
    if plan.stand_in:
        plan.stand_in(route)
    elif urlsplit(route.request.url).hostname == plan.host:
        route.continue_()
    else:
        route.abort()


def _look_at_all(page: "Page", plan: VisitPlan, collector: Collector, until: float) -> None:
    visit = collector.visit
    for number, url in enumerate(plan.pages):
        if time.monotonic() > until:
            visit.is_complete = False
            return
        is_first = number == 0
        dwell = plan.dwell if is_first else _LINGER if visit.state.granted else 0
        is_open = _look_at(page, url, collector, dwell=dwell)
        visit.opened += is_open
        plan.on_page()
        if is_open and is_first:
            _follow(page, url, collector)


def _look_at(page: "Page", url: str, collector: Collector, *, dwell: float) -> bool:
    """Open a page and record its storage; tell whether it opened, and was no error and no other site."""
    from playwright.sync_api import Error  # noqa: PLC0415 - optional

    here = collector.page = _path(url)
    try:
        response = page.goto(url, wait_until="load")
    except Error as error:
        if "Download" not in error.message:
            collector.visit.failures[here] = error.message.splitlines()[0].replace(url, here)[:120]
        return False
    collector.visit.pages += 1
    if problem := str(response.status) if response and response.status >= 400 else "":
        collector.visit.failures[here] = problem
    page.mouse.wheel(0, 20_000)
    if dwell:
        page.wait_for_timeout(dwell * 1000)
    _settle(page, collector)
    collector.look(page)
    if not is_same_site(page.url, url):
        problem = collector.visit.failures[here] = LED_ELSEWHERE
    return not problem


def _follow(page: "Page", url: str, collector: Collector) -> None:
    """Leave a page by its own links."""
    # As people do: some code stores only then.
    from playwright.sync_api import Error  # noqa: PLC0415 - optional

    for address in page.evaluate(_FOLLOWED, _LINKS):
        try:
            collector.page = _path(address)
            with page.expect_navigation(wait_until="load"):
                page.evaluate(_CLICK, address)
            _settle(page, collector)
            collector.look(page)
            page.goto(url, wait_until="load")
        except Error as error:
            collector.visit.failures[_path(address)] = error.message.splitlines()[0].replace(address, "")[:120]


def _settle(page: "Page", collector: Collector) -> None:
    """Wait until no request is open, at most ``_LONGEST`` seconds."""
    end = time.monotonic() + _LONGEST
    while True:
        page.wait_for_timeout(50)
        if collector.quiet_for() > _SETTLE or time.monotonic() > end:
            return


def _press_all(page: "Page", plan: VisitPlan, state: State, collector: Collector) -> bool:
    for number, step in enumerate(state.steps):
        if number:
            # The granted services must run on a page first, or there would be nothing to withdraw.
            page.goto(plan.pages[0], wait_until="load")
            _settle(page, collector)
        if not _press(page, plan, step):
            return False
    return True


def _press(page: "Page", plan: VisitPlan, step: str) -> bool:
    """Make a choice on the page of choices; tell whether it was stored."""
    from playwright.sync_api import Error  # noqa: PLC0415 - optional

    form = 'form[data-choice="page"]'
    button = step if step in list(Step) else "some"
    try:
        page.goto(plan.choices, wait_until="load")
        if button == "some":
            page.locator(f'{form} input[name=grant][value="{step}"]').check()
        with page.expect_navigation(wait_until="load"):
            page.locator(f'{form} button[name=choice][value="{button}"]').first.click()
    except Error:
        return False
    # After a withdrawal the page drops every cookie of the site for a moment, and puts the choice back.
    stop = time.monotonic() + _LONGEST
    while not (is_stored := _has_choice(page, plan)) and time.monotonic() < stop:
        page.wait_for_timeout(50)
    return is_stored


def _has_choice(page: "Page", plan: VisitPlan) -> bool:
    return any(stored.get("name") == cookie.NAME for stored in page.context.cookies(plan.site))


def _path(url: str) -> str:
    """Return a page's path without the query, which may identify a person."""
    return urlsplit(urljoin("/", url)).path or "/"
