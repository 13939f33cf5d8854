"""What every scene shares: the site, the people, the mailbox, and what was found."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tools.demo.browser import Browser
from tools.demo.mailbox import Mail, Mailbox
from tools.demo.pages import Page
from tools.demo.site import Site
from tools.demo.table import Finding


@dataclass
class Stage:
    """One run of the demonstration."""

    site: Site
    token: str = field(default_factory=lambda: secrets.token_hex(5))
    findings: list[Finding] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)  # every address of this run
    gone: list[str] = field(default_factory=list)  # those that must be nowhere at the end
    found_before: dict[str, int] = field(default_factory=dict)
    _staff: Browser | None = None

    def __post_init__(self) -> None:
        self.mailbox = Mailbox(self.site.mail)
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def say(self, text: str) -> None:
        """Tell whoever waits what happens now."""
        print(f"  {self.seconds:5.1f} s  {text}", flush=True)

    def prove(self, promise: str, words: str, *, done: str, seen: str, is_proven: bool) -> None:
        """Note one finding."""
        self.findings.append(Finding(promise, words, done, seen, is_proven))

    def person(self, name: str, *, goes: bool = True) -> str:
        """Invent somebody; ``goes``: nothing of the address may be left at the end."""
        address = f"{name}.{self.token}@example.com"
        self.invented.append(address)
        if goes:
            self.gone.append(address)
        return address

    def browser(self, language: str = "nb") -> Browser:
        return Browser(self.site.base_url, language)

    def path_of(self, link: str) -> str:
        """Return a link of a mail as an address of this site."""
        return link.removeprefix(self.site.base_url)

    def letter(self, address: str, action: Callable[[], object], what: str) -> Mail:
        """Do something and return the mail to ``address`` that it causes."""
        before = len(self.mailbox.to(address))
        action()
        return self.mailbox.wait(address, before, what)

    def wait(self, look: Callable[[], bool], seconds: float = 20) -> bool:
        """Look again until it is true; tell whether that happened in time."""
        end = time.monotonic() + seconds
        while not (seen := look()) and time.monotonic() < end:
            time.sleep(0.1)
        return seen

    def staff(self) -> Browser:
        """Return a browser in which staff are logged in."""
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
        """Press the one button of the page's main part."""
        form = page.form(lambda one: one.method == "post" and one.is_main and bool(one.buttons))
        return browser.send(page, form)
