"""A recipient whose transfers lose their ground is gone from the running site within one run of the checks."""

import json
from collections.abc import Iterator

import pytest

from tests.journeys.visitor import Visitor
from tests.live import LiveSite, wait_for
from tests.words import says

pytestmark = [pytest.mark.law("P24", "T-07")]
HOST = "www.googletagmanager.com"
_FLIP = """
from django.utils import timezone
from privacy.recipients.models import FrameworkEntry, Vendor
google = Vendor.objects.get(key="google")
FrameworkEntry.objects.update_or_create(
    vendor=google,
    defaults={{"entity": google.legal_entity, "status": "{status}", "checked_on": timezone.now().date()}},
)
"""
# What staff do once they have seen that the entry stands again: they empty the switch on the recipient.
_CONFIRM = 'Vendor.objects.filter(key="google").update(halted_at=None, halted_because="")'


def flip(site: LiveSite, status: str, then: str = "") -> None:
    site.manage("shell", "-c", _FLIP.format(status=status) + then)


@pytest.fixture
def restored(site: LiveSite) -> Iterator[None]:
    """Leave the site to the other journeys as they know it."""
    yield
    forget = 'FrameworkEntry.objects.filter(vendor__key="google").delete()\n'
    flip(site, "active", forget + _CONFIRM)


def served(visitor: Visitor, path: str = "/") -> tuple[str, str]:
    """Return a page's markup as it leaves the server, and its content security policy."""
    response = visitor.page.request.get(visitor.site.url(path))
    return response.text(), response.headers["content-security-policy"]


def is_offered(visitor: Visitor) -> bool:
    """Tell whether the site carries the service anywhere: kept front page, another page, policy of content, choices."""
    pages = [served(visitor, path) for path in ("/", "/kontakt/", "/samtykke/")]
    return any(HOST in csp or 'data-consent="google-ads"' in text for text, csp in pages) or (
        'value="marketing"' in pages[2][0]
    )


@pytest.mark.usefixtures("restored")
def test_recipient_that_loses_its_ground_is_gone_within_one_run(visitor: Visitor, site: LiveSite) -> None:
    visitor.page.goto("/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: HOST in visitor.elsewhere)
    text, csp = served(visitor)
    assert HOST in csp
    assert 'data-consent="google-ads"' in text

    # A fresh site is being checked for its first publication; a flip in the middle of that run would be half seen.
    wait_for(lambda: len(site.rows("SELECT DISTINCT checked_at FROM privacy_promiseverdict")) > 1)
    site.manage("check_promises", expect=0)
    flip(site, "inactive")
    said = json.loads(site.manage("check_promises", "--json", expect=1))
    p24 = next(answer for answer in said if answer["id"] == "P24")
    assert p24["verdict"] == "broken"
    assert "Google" in p24["reason"]
    visitor.wait(lambda: not is_offered(visitor))
    visitor.page.wait_for_timeout(4_000)  # each web process looks for itself, within three seconds
    assert not is_offered(visitor)

    # Who had said yes: nothing of it is loaded, and the rest of the yes goes on.
    visitor.elsewhere.clear()
    # A page that the browser has not kept: one that it has is its own for a minute.
    visitor.page.goto("/personvern/", wait_until="networkidle")
    assert HOST not in visitor.elsewhere
    assert "static.hotjar.com" in visitor.elsewhere
    assert not visitor.question().is_visible()

    # The next run finds it kept: nothing is transferred any more.
    said = json.loads(site.manage("check_promises", "--json", expect=0))
    assert next(answer for answer in said if answer["id"] == "P24")["verdict"] != "broken"

    # An entry that stands again switches nothing on by itself.
    flip(site, "active")
    site.manage("check_promises", expect=0)
    assert not is_offered(visitor)
    flip(site, "active", _CONFIRM)
    visitor.wait(lambda: is_offered(visitor))
