"""What can go wrong here. Each docstring is the default message."""

from collections.abc import Sequence
from dataclasses import dataclass


class ConsentError(Exception):
    """The choice could not be stored."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class NothingToChoose(ConsentError):
    """No register is in force, so there is nothing to agree to; publish one with `manage.py seed_site`."""


class UnknownLifetime(ConsentError):
    """A lifetime is written as “30 minutes”, “6 months” or “session”."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong on one line of a file (from 1)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class UnreadablePolicy(ConsentError):
    """The policy holds no table of cookies that can be read."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class BrowserMissing(ConsentError):
    """The audit needs Playwright (`pip install --group audit`) and Chromium (`apt install chromium`, CHROMIUM=path)."""


class SiteUnreachable(ConsentError):
    """The site to audit did not answer; give the full address of a site that runs, such as https://www.example.com."""


class NotAddable(ConsentError):
    """Only storage that the register does not know can be added to it."""
