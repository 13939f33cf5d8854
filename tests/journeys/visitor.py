"""A visitor in a browser whose vendors answer from here, and write wherever they can."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route

from consent.audit.visiting import WITHOUT_KEEPALIVE
from tests.live import LiveSite
from tests.words import says

VENDORS = {"js-eu1.hs-scripts.com", "static.hotjar.com", "www.googletagmanager.com"}
# What a vendor's script does at its worst: it writes again and again, on the page's host, in every store.
TRACKER = """
setInterval(() => {
  document.cookie = "_hjSession_7654321=1;path=/";
  document.cookie = "_gcl_au=1;path=/";
  document.cookie = "__hstc=" + (localStorage._hjUserAttributes || "1") + ";path=/";
  localStorage._hjUserAttributes = "1";
}, 50);
"""


class Visitor:
    """One browser, and every request it made to a host that is not ours."""

    def __init__(self, context: BrowserContext, site: LiveSite, tracker: str = TRACKER) -> None:
        self.context, self.site = context, site
        self.tracker = tracker
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        context.add_init_script(WITHOUT_KEEPALIVE)
        # Only what is not ours comes here: our own pages keep the browser's pace.
        own = "|".join(re.escape(address) for address in (site.base_url, under_example(site)))
        context.route(re.compile(f"^(?!{own})"), self._answer)
        self.page = context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _answer(self, route: Route) -> None:
        self.elsewhere.append(urlsplit(route.request.url).hostname or "")
        route.fulfill(body=self.tracker, content_type="text/javascript")

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}  # type: ignore[typeddict-item]

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def wait(self, look: Callable[[], Any], seconds: float = 15) -> None:
        """Wait until ``look`` returns something true, with the browser's events going on."""
        for _ in range(int(seconds * 20)):
            if look():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"nothing after {seconds} s")

    def question(self) -> Any:
        return self.page.get_by_role("region", name=says("May we use cookies?"))


def under_example(site: LiveSite) -> str:
    """Return the site's address on a sub-domain, so that it has a parent to set cookies on."""
    return f"http://www.example.test:{urlsplit(site.base_url).port}"


def stores(page: Page) -> Any:
    return page.evaluate("[document.cookie, Object.keys(localStorage), Object.keys(sessionStorage)]")
