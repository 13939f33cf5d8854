"""Where a browser stands, the signal, and reports of what the pages' policy blocked."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from consent.choices import sealing
from consent.choices.models import ConsentRecord
from consent.gate import blocked_storage
from consent.gate.models import Sighting
from privacy.journal.models import JournalEntry
from privacy.register.models import Revision
from tests.consent.choices.test_views import answer

pytestmark = pytest.mark.django_db
REPORT = {
    "document-uri": "http://testserver/nyhetsbrev/?a=secret",
    "blocked-uri": "https://evil.example/track.js?visitor=7",
    "effective-directive": "script-src-elem",
    "script-sample": "canary",
    "referrer": "http://testserver/canary",
}


@pytest.fixture(autouse=True)
def _nothing_waits() -> Iterator[None]:
    blocked_storage.forget()
    yield
    blocked_storage.forget()


def tell(client: Client, told: Any, kind: str = "application/csp-report", **more: Any) -> Any:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return client.post("/csp-rapport/", body, content_type=kind, **more)


@pytest.mark.law("C-25", "X-31")
def test_the_site_says_that_it_honours_the_signal(client: Client) -> None:
    response = client.get("/.well-known/gpc.json")
    assert response["Content-Type"] == "application/json"
    assert response.json()["gpc"] is True
    assert not response.cookies


@pytest.mark.law("C-25")
@pytest.mark.parametrize("headers", [{"sec-gpc": "1"}, {"dnt": "1"}, {"sec-gpc": "0, 1"}])
def test_a_signal_is_a_no_until_a_choice_wins_over_it(
    client: Client, published: Revision, headers: dict[str, str]
) -> None:
    told = client.get("/samtykke/tilstand/", headers=headers)
    assert told.json() == {"granted": [], "expires": None, "revision": None, "gpc": True}
    assert 'href="/samtykke/"' in client.get("/", headers=headers).content.decode()
    answer(client, "some", "analytics", headers=headers)
    told = client.get("/samtykke/tilstand/", headers=headers)
    assert (told.json()["granted"], told.json()["gpc"]) == (["analytics"], True)
    assert ConsentRecord.objects.get().is_gpc is True
    sealing.seal(timezone.now())
    assert '"gpc":true' in JournalEntry.objects.get(stream="consent").facts


@pytest.mark.law("C-25")
@pytest.mark.parametrize("headers", [{}, {"sec-gpc": "true"}, {"sec-gpc": "0"}, {"dnt": "0"}])
def test_other_values_are_no_signal(client: Client, published: Revision, headers: dict[str, str]) -> None:
    assert client.get("/samtykke/tilstand/", headers=headers).json()["gpc"] is False


@pytest.mark.law("C-29")
def test_the_state_is_nobody_elses(client: Client, published: Revision) -> None:
    assert client.get("/en/consent/state/")["Cache-Control"] == "private, no-store"
    assert client.post("/samtykke/tilstand/").status_code == 405


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"csp-report": REPORT}, "application/csp-report"),
        (
            [
                {
                    "type": "csp-violation",
                    "user_agent": "canary",
                    "body": {
                        "documentURL": REPORT["document-uri"],
                        "blockedURL": REPORT["blocked-uri"],
                        "effectiveDirective": REPORT["effective-directive"],
                    },
                }
            ],
            "application/reports+json",
        ),
    ],
)
@pytest.mark.law("C-24", "C-13")
def test_a_report_leaves_host_rule_and_page(client: Client, told: Any, kind: str) -> None:
    response = tell(client, told, kind, headers={"user-agent": "canary"})
    assert (response.status_code, response.content, response.cookies) == (204, b"", {})
    row = Sighting.objects.values("kind", "name", "directive", "page", "count").get()
    assert row == {
        "kind": "csp",
        "name": "evil.example",
        "directive": "script-src-elem",
        "page": "/nyhetsbrev/",
        "count": 1,
    }


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"{",
        b"[" * 5000,
        b"\xff",
        {"csp-report": 7},
        [7],
        {"csp-report": REPORT | {"document-uri": "http://elsewhere.example/"}},
        {"csp-report": REPORT | {"blocked-uri": "https://[half"}},
        {"csp-report": REPORT | {"blocked-uri": "https://per@example.com\x00/"}},
        {"csp-report": REPORT | {"effective-directive": "per@example.com"}},
        b" " * 20000,
    ],
)
def test_nonsense_is_dropped(client: Client, told: Any) -> None:
    assert tell(client, told).status_code == 204
    assert not Sighting.objects.exists()


def test_a_report_from_another_site_and_a_get_are_refused(client: Client) -> None:
    assert client.get("/csp-rapport/").status_code == 405
    tell(client, {"csp-report": REPORT}, headers={"origin": "https://evil.example"})
    assert not Sighting.objects.exists()


@pytest.mark.law("C-13")
def test_a_token_in_the_path_is_not_kept(client: Client) -> None:
    tell(client, {"csp-report": REPORT | {"document-uri": "http://testserver/mine-data/sak/" + "aB3." * 12 + "/"}})
    assert Sighting.objects.get().page == "/mine-data/sak/…/"


def test_a_flood_is_one_statement_a_minute_and_few_rows(client: Client, django_assert_num_queries: Any) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        tell(client, {"csp-report": REPORT})
        with django_assert_num_queries(0):
            for number in range(200):
                tell(client, {"csp-report": REPORT | {"blocked-uri": f"https://h{number}.example/"}})
                tell(client, {"csp-report": REPORT})
    with time_machine.travel(start + timedelta(minutes=1), tick=False), django_assert_num_queries(1):
        tell(client, {"csp-report": REPORT})
    assert Sighting.objects.get(name="evil.example").count > 100
    assert Sighting.objects.count() <= blocked_storage.MOST_WAITING + 1


def test_invented_hosts_are_capped_for_the_day(client: Client) -> None:
    start = timezone.now().replace(hour=9)
    for minute in range(8):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            for number in range(60):
                told = REPORT | {"blocked-uri": f"https://h{minute}-{number}.example/"}
                tell(client, {"csp-report": told})
    assert (
        blocked_storage.MOST_A_DAY
        <= Sighting.objects.count()
        <= blocked_storage.MOST_A_DAY + blocked_storage.MOST_WAITING
    )


def test_every_page_says_where_to_report(client: Client, published: Revision, site_ids: dict[str, str]) -> None:
    for path in ("/", "/admin/login/"):
        response = client.get(path)
        assert "report-uri /csp-rapport/" in response["Content-Security-Policy"]
        assert "report-to csp" in response["Content-Security-Policy"]
        assert response["Reporting-Endpoints"] == 'csp="/csp-rapport/"'
        assert "unsafe" not in response["Content-Security-Policy"]
