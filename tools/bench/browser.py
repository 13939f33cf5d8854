"""Measure the cost of the consent question to a visitor, in a real browser."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped]

from consent.audit.browser import chromium
from consent.audit.errors import BrowserMissing
from proviso_site.messages import ROOT
from tools.bench import bench_servers
from tools.demo.table import table

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

HEADS = ("in the browser", "ours", "goal", "")
WIDTHS = (0, 12, 8, 6)
SLOWER = 4  # CPU throttling factor
REPEATS = 5  # runs of each timing; the median counts
TRACKER = """setInterval(() => { document.cookie = "_hjSession_7654321=1;path=/"; document.cookie = "__hstc=1;path=/";
  localStorage._hjUserAttributes = "1"; }, 50);"""
WATCH = """window.seen = { shift: 0, slowest: 0 };
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) seen.shift += e.value; }))
  .observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(e => seen.slowest = Math.max(seen.slowest, e.duration)))
  .observe({type: "event", durationThreshold: 16, buffered: true});"""
PAINTED = """() => new Promise(done => new PerformanceObserver(all => {
  const first = all.getEntriesByName("first-contentful-paint")[0];
  if (first) done(first.startTime);
}).observe({type: "paint", buffered: true}))"""
AXE = """axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
  .then(all => all.violations.length)"""


@dataclass(frozen=True)
class Figure:
    """A row of the table; ``most`` is the goal, if any."""

    label: str
    value: float
    most: float | None = None
    unit: str = ""

    def cells(self) -> tuple[str, str, str, str]:
        goal, verdict = "", ""
        if self.most is not None:
            goal, verdict = f"≤ {self.most:,.0f}".replace(",", " "), "met" if self.value <= self.most else "MISSED"
        return self.label, f"{self.value:,.0f}{self.unit}".replace(",", " "), goal, verdict


def report() -> str:
    """Return the table, or a line that says why there is no browser."""
    with bench_servers.servers("ours") as servers:
        try:
            with chromium() as browser:
                figures = list(_figures(browser, f"http://{bench_servers.HOST}:{servers[0].port}"))
        except BrowserMissing as missing:
            return f"Not measured in the browser: {missing}"
    return table(HEADS, [figure.cells() for figure in figures], WIDTHS)


def _figures(browser: "Browser", url: str) -> Iterator[Figure]:
    weights = {path.name: len(brotli.compress(path.read_bytes(), quality=11)) for path in _files()}
    yield Figure("JavaScript and CSS, brotli", sum(weights.values()), 4096, " B")
    yield Figure("the synchronous part", weights["gate.js"], 1536, " B")
    runs = sorted((_first_visit(browser, url) for _ in range(REPEATS)), key=lambda run: run["slowest"])
    yield Figure("question visible after first paint", max(run["late"] for run in runs), 0, " ms")
    yield Figure("first contentful paint", _median(runs, "paint"), None, " ms")
    yield Figure(f"script time of the page at {SLOWER} × throttling", _median(runs, "script"), None, " ms")
    yield Figure("layout shift, thousandths", max(run["shift"] for run in runs) * 1000, 0)
    yield Figure(f"Accept to next paint at {SLOWER} × throttling", _median(runs, "slowest"), 200, " ms")
    yield Figure("Tab presses to the first control", _tabs(browser, url), 1)
    if (violations := _axe(browser, url)) is not None:
        yield Figure("axe violations (WCAG 2.2 AA)", violations, 0)
    yield Figure("stored after a withdrawal, tracker every 50 ms", _left(browser, url), 0)
    yield Figure("choices that fail without JavaScript", _fails_without_javascript(browser, url), 0)


def _files() -> list[Path]:
    return sorted((ROOT / "consent" / "static" / "choice").iterdir())


def _median(runs: list[dict[str, float]], key: str) -> float:
    return sorted(run[key] for run in runs)[len(runs) // 2]


@contextmanager
def _visit(browser: "Browser", url: str, **options: Any) -> Iterator[tuple["BrowserContext", "Page"]]:
    context = browser.new_context(extra_http_headers={"X-Forwarded-Proto": "https"}, locale="nb-NO", **options)

    def serve(route: "Route") -> None:
        if route.request.url.startswith(url):
            route.continue_()
        else:
            route.fulfill(body=TRACKER, content_type="text/javascript")

    context.route("**/*", serve)
    try:
        yield context, context.new_page()
    finally:
        context.close()


def _wait(page: "Page", expression: str) -> None:
    """Wait until ``expression`` is true in the page; raises ``BenchError`` after ten seconds."""
    # Playwright's wait_for_function evaluates a string in the page, which our content security policy forbids.
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise bench_servers.BenchError(f"The page did not reach: {expression}")


def _first_visit(browser: "Browser", url: str) -> dict[str, float]:
    with _visit(browser, url) as (context, page):
        page.add_init_script(WATCH)
        devtools = context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        devtools.send("Performance.enable")
        page.goto(url + "/", wait_until="load")
        painted = page.evaluate(PAINTED)
        # The gate decides while <head> is parsed: a question that is visible at the first paint is not late.
        shown = page.evaluate("document.documentElement.dataset.choice === 'ask'")
        metrics = {metric["name"]: metric["value"] for metric in devtools.send("Performance.getMetrics")["metrics"]}
        page.get_by_role("button", name="Godta alle", exact=True).click()
        _wait(page, "document.cookie.includes('pv_choice') && document.cookie.includes('__hstc')")
        page.wait_for_timeout(200)
        seen = page.evaluate("window.seen")
    return {
        "late": 0 if shown else painted,
        "paint": painted,
        "script": metrics["ScriptDuration"] * 1000,
        "shift": seen["shift"],
        "slowest": seen["slowest"],
    }


def _tabs(browser: "Browser", url: str) -> int:
    with _visit(browser, url) as (_context, page):
        page.goto(url + "/")
        for presses in range(1, 50):
            page.keyboard.press("Tab")
            if page.evaluate("!!document.activeElement.closest('.choice')"):
                return presses
    raise bench_servers.BenchError("The question cannot be reached with the keyboard.")


def _axe(browser: "Browser", url: str) -> int | None:
    """Count the axe violations on a page with the question; None without axe (a test dependency)."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or not spec.submodule_search_locations:
        return None
    source = next(Path(spec.submodule_search_locations[0]).glob("axe.min.js")).read_text()
    with _visit(browser, url, bypass_csp=True) as (_context, page):
        page.goto(url + "/")
        page.evaluate(source)
        return int(page.evaluate(AXE))


def _left(browser: "Browser", url: str) -> int:
    with _visit(browser, url) as (context, page):
        page.goto(url + "/")
        page.get_by_role("button", name="Godta alle", exact=True).click()
        _wait(page, "document.cookie.includes('__hstc')")
        page.goto(url + "/samtykke/")
        page.get_by_role("button", name="Trekk tilbake samtykket").click()
        page.wait_for_load_state("load")
        page.wait_for_timeout(300)
        cookies = [cookie for cookie in context.cookies() if cookie.get("name") != "pv_choice"]
        return len(cookies) + int(page.evaluate("localStorage.length + sessionStorage.length"))


def _fails_without_javascript(browser: "Browser", url: str) -> int:
    failed = 0
    with _visit(browser, url, java_script_enabled=False) as (context, page):
        for button, grants in (("Godta alle", "am"), ("Trekk tilbake samtykket", "-"), ("Avslå alle", "-")):
            page.goto(url + "/samtykke/")
            page.get_by_role("button", name=button, exact=True).click()
            choices = [str(cookie.get("value")) for cookie in context.cookies() if cookie.get("name") == "pv_choice"]
            failed += [choice.split(".")[2] for choice in choices] != [grants]
    return failed
