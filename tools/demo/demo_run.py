"""The state that all scenes share: the site, the invented people, the mailbox and the findings."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from proviso_site.embedded.processes import wait_until
from tools.demo.browser import Browser
from tools.demo.mailbox import Mail, Mailbox
from tools.demo.pages import Page
from tools.demo.site import Site
from tools.demo.table import DemoFinding


@dataclass
class DemoRun:
    """A run of the demonstration."""

    site: Site
    token: str = field(default_factory=lambda: secrets.token_hex(5))
    findings: list[DemoFinding] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)  # every address of this run
    counts_before: dict[str, int] = field(default_factory=dict)  # of the invented addresses, before any erasure
    _staff: Browser | None = None

    def __post_init__(self) -> None:
        self.mailbox = Mailbox(self.site.mail)
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def say(self, text: str) -> None:
        """Print the current step with the time since the start."""
        print(f"  {self.seconds:5.1f} s  {text}", flush=True)

    def prove(self, promise: str, words: str, *, done: str, seen: str, is_proven: bool) -> None:
        """Add a finding."""
        self.findings.append(DemoFinding(promise, words, done, seen, is_proven))

    def person(self, name: str) -> str:
        """Invent a person and return the e-mail address, of which nothing may be left at the end."""
        address = f"{name}.{self.token}@example.com"
        self.invented.append(address)
        return address

    def browser(self, language: str = "nb") -> Browser:
        """Return the browser of another person, in another network."""
        return Browser(self.site.base_url, language, network=secrets.randbelow(2**16))

    def letter(self, address: str, action: Callable[[], object], purpose: str) -> Mail:
        """Call ``action`` and return the mail to ``address`` that it causes; raises ``NotFoundError`` without one."""
        before = len(self.mailbox.to(address))
        action()
        return self.mailbox.wait(address, before, purpose)

    def wait(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until ``condition`` is true, for at most ``seconds``."""
        wait_until(condition, seconds)

    def staff(self) -> Browser:
        """Return a browser with a staff login."""
        if self._staff is None:
            browser = self.browser("en")
            page = browser.get("/admin/")
            login = page.form_with(kind="password")
            names = {
                login.named("user|login|email"): self.site.staff_email,
                login.of_kind("password"): self.site.staff_password,
            }
            browser.send(page, login, names)
            self._staff = browser
        return self._staff

    def press(self, page: Page, *, browser: Browser) -> Page:
        """Press the only button in the main part of the page."""
        form = page.form(lambda form: form.method == "post" and form.is_main and bool(form.buttons))
        return browser.send(page, form)
