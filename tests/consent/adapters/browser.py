"""A vendor's script in a real browser, with its queues watched: what it calls, in which order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from consent.adapters.adapter import adapters

_PAGE = """<!doctype html><script>
  window.calls = [];
  let granted = new Set(GRANTED);
  window.pv = {
    granted: (name) => granted.has(name),
    load: (src) => window.calls.push(["load", src]),
  };
  window.withdraw = () => { granted = new Set(); document.dispatchEvent(new Event("pv:consent")); };
  // A queue of the vendor's that notes each call.
  for (const name of QUEUES) window[name] = { push: (...call) => window.calls.push(
    [name, ...call.map((value) => JSON.parse(JSON.stringify(value?.length === undefined || typeof value === "string"
      ? value : [...value])))]) };
</script>"""


@dataclass(frozen=True)
class StartedAdapter:
    """A page on which an adapter has run once."""

    page: Page

    @property
    def calls(self) -> list[Any]:
        """What has been called so far: the queue's name, then what was pushed; ``load`` with an address."""
        found: list[Any] = self.page.evaluate("window.calls")
        return found

    def withdraw(self) -> list[Any]:
        """Take consent back; return the calls that this caused."""
        before = len(self.calls)
        self.page.evaluate("window.withdraw()")
        return self.calls[before:]


RunAdapter = Callable[..., StartedAdapter]


@pytest.fixture
def run_adapter(browser: Browser) -> Iterator[RunAdapter]:
    """Return a function that runs an adapter: its key, queues to watch, what is granted, its data attributes."""
    page = browser.new_page()
    address = "https://site.example.com/"

    def run(key: str, *, queues: tuple[str, ...], granted: tuple[str, ...], **data: str) -> StartedAdapter:
        html = _PAGE.replace("GRANTED", str(list(granted))).replace("QUEUES", str(list(queues)))
        script = adapters[key].script.read_text(encoding="utf-8")
        page.route("**/*", lambda route: route.abort())
        page.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
        page.route(f"{address}adapter.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        page.goto(address)
        page.evaluate(
            """(data) => new Promise((done) => {
                const script = Object.assign(document.createElement("script"), { src: "adapter.js", async: false });
                Object.assign(script.dataset, data);
                script.onload = done;
                document.head.append(script);
            })""",
            data,
        )
        return StartedAdapter(page)

    yield run
    page.close()
