"""Visits on the running site: counted without a cookie, written while it runs and when it stops."""

import urllib.request

import pytest
from playwright.sync_api import Browser

from tests.live import LiveSite, wait_for


def count(site: LiveSite, page: str) -> int:
    rows = site.rows("SELECT coalesce(sum(count), 0) FROM privacy_visitcount WHERE page = %s", page)
    return int(rows[0][0])


@pytest.mark.law("C-31")
def test_visit_is_counted_within_seconds_and_leaves_no_cookie(site: LiveSite, browser: Browser) -> None:
    before = count(site, "contact:sent")
    request = urllib.request.Request(
        site.url("/kontakt/sendt/"), headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers.get("Set-Cookie") is None
    wait_for(lambda: count(site, "contact:sent") == before + 1, 30)
    private = urllib.request.Request(
        site.url("/kontakt/sendt/"),
        headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0", "Sec-GPC": "1"},
    )
    urllib.request.urlopen(private, timeout=10).close()
    with urllib.request.urlopen(request, timeout=10):
        pass
    wait_for(lambda: count(site, "contact:sent") == before + 2, 30)
