"""One browser in one state: what it presses first, the pages it opens, and what it then holds."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from consent.audit.collecting import Collector
from consent.audit.observations import Visit
from consent.audit.states import Device, State, Step
from consent.gate import cookie

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response, Route

_PATIENCE = 15_000  # milliseconds for a page
_SETTLE, _LONGEST = 0.2, 4.0  # seconds without a request, and for how long that is waited for
_LINGER = 0.5  # seconds more on each page while a vendor's code runs, which may store late
_LINKS = 2
_FOLLOWED = """most => [...new Set([...document.querySelectorAll("a[href]:not([download]):not([target])")]
  .filter((one) => one.origin === location.origin && one.pathname !== location.pathname)
  .map((one) => one.href))].slice(0, most)"""
_CLICK = "address => [...document.querySelectorAll('a[href]')].find((one) => one.href === address).click()"
_GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true, configurable: true})"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which pages of which site are visited, and how. ``choices``: the page where a choice is made, if it is ours.

    ``dwell``: seconds on the first page, which is also scrolled and left by two of its links (LAW C-01).
    """

    site: str
    pages: Sequence[str]
    clock: Callable[[], datetime]
    choices: str = ""
    dwell: float = 10.0
    is_offline: bool = False
    stand_in: "Callable[[Route], None] | None" = None

    @property
    def host(self) -> str:
        return urlsplit(self.site).hostname or ""


def visit(browser: "Browser", plan: Plan, state: State, device: Device, *, until: float) -> Visit:
    """Return what a new browser context meets; ``until`` (monotonic) bounds it, and then it is not complete."""
    found = Visit(state=state, device=device.key)
    context = _context(browser, plan, state, device)
    collector = Collector(context, plan.host, found, plan.clock)
    try:
        page = context.new_page()
        if not _press_all(page, plan, state, collector):
            found.failures[_path(plan.choices)] = "choice"
            found.is_complete = False
            return found
        collector.start()
        _look_at_all(page, plan, collector, until)
        collector.stop()
        if state.granted:
            _press(page, plan, Step.NONE)  # our own yes does not stand in the records
    finally:
        context.close()
    return found


def _context(browser: "Browser", plan: Plan, state: State, device: Device) -> "BrowserContext":
    options = dict(device.options)
    if "user_agent" in options:
        options["user_agent"] = options["user_agent"].format(version=browser.version)
    context = browser.new_context(
        java_script_enabled=state.runs_scripts,
        extra_http_headers={"Sec-GPC": "1"} if state.sends_gpc else {},
        **options,
    )
    context.set_default_timeout(_PATIENCE)
    if state.sends_gpc:
        context.add_init_script(_GPC)
    if plan.is_offline or plan.stand_in:
        context.route("**/*", lambda route: _answer(route, plan))
    return context


def _answer(route: "Route", plan: Plan) -> None:
    """Let nothing leave for another host than the audited one."""
    if urlsplit(route.request.url).hostname == plan.host:
        route.continue_()
    elif plan.stand_in:
        plan.stand_in(route)
    else:
        route.abort()


def _look_at_all(page: "Page", plan: Plan, collector: Collector, until: float) -> None:
    found = collector.visit
    for number, url in enumerate(plan.pages):
        if time.monotonic() > until:
            found.is_complete = False
            return
        is_first = number == 0
        is_there = _look_at(
            page, url, collector, dwell=plan.dwell if is_first else _LINGER if found.state.granted else 0
        )
        if is_first and is_there:
            _follow(page, url, collector)


def _look_at(page: "Page", url: str, collector: Collector, *, dwell: float) -> bool:
    """Open a page and note what it leaves; tell whether it opened."""
    from playwright.sync_api import Error  # noqa: PLC0415 - optional

    here = collector.page = _path(url)
    try:
        response = page.goto(url, wait_until="load")
    except Error as error:
        if "Download" not in error.message:
            collector.visit.failures[here] = error.message.splitlines()[0].replace(url, here)[:120]
        return False
    collector.visit.pages += 1
    if problem := _refusal(response):
        collector.visit.failures[here] = problem
    page.mouse.wheel(0, 20_000)
    if dwell:
        page.wait_for_timeout(dwell * 1000)
    _settle(page, collector)
    collector.look(page)
    return not problem


def _follow(page: "Page", url: str, collector: Collector) -> None:
    """Leave a page by links of its own, as people do: code that waits for that is met too."""
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


def _refusal(response: "Response | None") -> str:
    return str(response.status) if response and response.status >= 400 else ""


def _settle(page: "Page", collector: Collector) -> None:
    """Wait until nothing is under way, or has been for too long."""
    end = time.monotonic() + _LONGEST
    while True:
        page.wait_for_timeout(50)
        if collector.quiet_for() > _SETTLE or time.monotonic() > end:
            return


def _press_all(page: "Page", plan: Plan, state: State, collector: Collector) -> bool:
    for number, step in enumerate(state.steps):
        if number:
            # What was granted gets a page to run on, so that there is something to take back.
            page.goto(plan.pages[0], wait_until="load")
            _settle(page, collector)
        if not _press(page, plan, step):
            return False
    return True


def _press(page: "Page", plan: Plan, step: str) -> bool:
    """Choose as people do, on the page of choices; tell whether the choice was stored."""
    from playwright.sync_api import Error  # noqa: PLC0415 - optional

    try:
        page.goto(plan.choices, wait_until="load")
        for box, button in _controls(step):
            if box:
                page.locator(f'form[data-choice="page"] input[name=grant][value="{box}"]').check()
            with page.expect_navigation(wait_until="load"):
                page.locator(f'form[data-choice="page"] button[name=choice][value="{button}"]').first.click()
    except Error:
        return False
    return any(one.get("name") == cookie.NAME for one in page.context.cookies(plan.site))


def _controls(step: str) -> Iterator[tuple[str, str]]:
    yield ("", step) if step in list(Step) else (step, "some")


def _path(url: str) -> str:
    """Return a page's path: a query may say who asks."""
    return urlsplit(urljoin("/", url)).path or "/"
