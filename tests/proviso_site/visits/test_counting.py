"""Who is counted and who is not, what of it is kept, and what it costs."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from privacy.law.deadlines import local_date
from privacy.statistics import visits
from privacy.statistics.models import VisitCount
from proviso_site.pages.public_pages import NAMES, OTHER
from proviso_site.visits.counting import Tally, tally

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
SLATE = "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-31", "P18")]


@pytest.fixture(autouse=True)
def _own_tally() -> Iterator[None]:
    tally._waiting.clear()
    yield
    tally._waiting.clear()


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody with an ordinary browser."""
    client.defaults["HTTP_USER_AGENT"] = LAPTOP
    return client


def counted() -> list[tuple[str, str, str, int]]:
    tally.write()
    return [
        (visit_count.page, visit_count.language, visit_count.device, visit_count.count)
        for visit_count in VisitCount.objects.order_by("page", "device")
    ]


def test_page_is_counted_by_day_language_and_device(reader: Client) -> None:
    reader.get("/kontakt/")
    reader.get("/kontakt/")
    reader.get("/en/contact/", headers={"user-agent": PHONE})
    reader.get("/nn/kontakt/", headers={"user-agent": SLATE})
    assert counted() == [
        ("contact:form", "nb", "desktop", 2),
        ("contact:form", "en", "mobile", 1),
        ("contact:form", "nn", "tablet", 1),
    ]
    assert {visit_count.day for visit_count in VisitCount.objects.all()} == {local_date(timezone.now())}


def test_address_that_holds_a_token_or_is_unknown_is_one_more_of_other(reader: Client) -> None:
    reader.get("/nyhetsbrev/bekreft/SECRETTOKEN/")
    reader.get("/mine-data/sak/SECRETTOKEN/")
    reader.get("/no/such/SECRETTOKEN/")
    rows = counted()
    assert {page for page, *_rest in rows} == {OTHER}
    assert "SECRETTOKEN" not in json.dumps(rows)


@pytest.mark.parametrize(
    "headers",
    [
        {"dnt": "1"},
        {"sec-gpc": "1"},
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"user-agent": "Mozilla/5.0 (compatible; Examplebot/2.1; +https://example.com/bot.html)"},
        {"user-agent": "curl/8.5.0"},
        {"user-agent": ""},
    ],
    ids=str,
)
def test_who_says_no_or_is_nobody_is_not_counted(reader: Client, headers: dict[str, str]) -> None:
    reader.get("/kontakt/", headers=headers)
    assert counted() == []


def test_saying_yes_to_being_tracked_is_not_needed(reader: Client) -> None:
    reader.get("/kontakt/", headers={"dnt": "0"})
    assert len(counted()) == 1


def test_staff_and_what_is_no_page_are_not_counted(reader: Client) -> None:
    reader.post("/kontakt/", {})
    reader.head("/kontakt/")
    for path in (
        "/admin/login/",
        "/healthz",
        "/robots.txt",
        "/sitemap.xml",
        "/.well-known/gpc.json",
        "/samtykke/tilstand/",
    ):
        reader.get(path)
    reader.force_login(User.objects.create_user("s@example.com", is_staff=True))
    reader.get("/kontakt/")
    assert counted() == []


@pytest.mark.law("C-31", "P14")
def test_visit_leaves_nothing_with_the_visitor_and_nothing_of_them_here(reader: Client) -> None:
    answer = reader.get(
        "/kontakt/",
        {"email": "kari@example.com"},
        headers={"user-agent": PHONE, "referer": "https://example.com/kari"},
        REMOTE_ADDR="198.51.100.77",
    )
    assert "pv_" not in str(answer.cookies)
    assert len(counted()) == 1
    columns = {field.name for field in VisitCount._meta.get_fields()}
    assert columns == {"id", "day", "page", "language", "device", "count"}
    (row,) = VisitCount.objects.values_list()
    for secret in ("kari", "198.51", "iPhone"):
        assert secret not in str(row)


def test_counting_makes_no_query(reader: Client, django_assert_num_queries: Any) -> None:
    reader.get("/kontakt/")
    with django_assert_num_queries(0):
        reader.get("/kontakt/")
    with django_assert_num_queries(1):
        tally.write()
    with django_assert_num_queries(0):
        tally.write()


def test_what_cannot_be_written_waits(monkeypatch: pytest.MonkeyPatch, reader: Client) -> None:
    reader.get("/kontakt/")

    def away(*, counted: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(visits, "add", away)
        tally.write()
    reader.get("/kontakt/")
    assert counted() == [("contact:form", "nb", "desktop", 2)]


def test_process_that_ends_writes_what_it_has() -> None:
    mine = Tally()
    day = local_date(timezone.now())
    mine.count(visits.Cell(day=day - timedelta(days=1), page="home", language="nb", device="mobile"))
    mine.end()
    assert VisitCount.objects.get().count == 1


def test_opt_out_is_on_for_every_page_that_is_counted() -> None:
    middleware = settings.MIDDLEWARE
    assert middleware.index("proviso_site.visits.middleware.VisitCounter") < middleware.index(
        "whitenoise.middleware.WhiteNoiseMiddleware"
    )


def test_every_page_that_is_counted_has_a_title_for_staff() -> None:
    assert set(settings.PRIVACY["PAGE_TITLES"]) == {*NAMES, OTHER}
