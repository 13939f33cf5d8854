"""Errors of audits. Each docstring is the default message."""

from consent.errors import ConsentError


class BrowserMissing(ConsentError):
    """The audit needs Playwright (`pip install --group audit`) and Chromium (`apt install chromium`, CHROMIUM=path)."""


class SiteUnreachable(ConsentError):
    """The site to audit did not answer; give the full address of a site that runs, such as https://www.example.com."""


class LeadsElsewhere(SiteUnreachable):
    """The site to audit leads to another site; give the address that its pages have."""


class AuditUnderWay(ConsentError):
    """An audit waits or is under way; its result comes by itself."""


class NotAddable(ConsentError):
    """Only storage that the register does not know can be added to it."""
