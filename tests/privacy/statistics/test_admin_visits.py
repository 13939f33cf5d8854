"""Visits as staff see them: charts and a file, with the same numbers hidden in both."""

import csv
import io
from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from privacy.statistics import visits
from privacy.statistics.models import VisitCount
from privacy.statistics.queries import visit_tables
from privacy.statistics.visits import Cell
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("P17", "C-31")]
PAGE = "admin:privacy_visitcount_changelist"


def visited(count: int, *, day: date = date(2026, 3, 9), page: str = "home", device: str = "mobile") -> None:
    visits.add(counted={Cell(day=day, page=page, language="nb", device=device): count})


@pytest.fixture
def staff(client: Client) -> Any:
    user = User.objects.create_user("s@example.com", "s@example.com", "x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_visitcount"))
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        client.force_login(user)
        client.cookies["django_language"] = "nb"
        yield client


def lines(first: date, last: date, by: str) -> dict[str, str]:
    (table,) = [one for one in visit_tables(first, last) if one.key == by]
    return {line.key: line.words for line in table.lines}


def test_small_numbers_are_hidden_with_what_would_give_them_away() -> None:
    visited(70)
    visited(9, page="contact:form")
    visited(2, page="dsar:portal")
    march = date(2026, 3, 1)
    assert lines(march, march, "page") == {"home": "70", "contact:form": says("hidden"), "dsar:portal": "< 5"}
    (by_page,) = [table for table in visit_tables(march, march) if table.key == "page"]
    assert by_page.total == 81
    assert by_page.lines[0].share == 100


def test_longer_time_adds_only_what_each_month_shows() -> None:
    visited(70, day=date(2026, 2, 9))
    visited(9, day=date(2026, 2, 9), page="contact:form")
    visited(70)
    visited(9, page="dsar:portal")
    visited(3, page="contact:form")
    february, march = date(2026, 2, 1), date(2026, 3, 1)
    both, alone = lines(february, march, "page"), lines(february, february, "page")
    assert alone["contact:form"] == "9"
    assert both["contact:form"] == "≥ 9"  # 12 - 9 would tell of the three
    assert both["dsar:portal"] == says("hidden")
    assert both["home"] == "140"


def test_days_are_hidden_too() -> None:
    for day, count in ((1, 20), (2, 30), (3, 1), (4, 6)):
        visited(count, day=date(2026, 3, day))
    shown = lines(date(2026, 3, 1), date(2026, 3, 1), "day")
    assert shown == {"2026-03-01": "20", "2026-03-02": "30", "2026-03-03": "< 5", "2026-03-04": says("hidden")}


def test_page_and_file_hide_the_same(staff: Client) -> None:
    visited(70)
    visited(9, page="contact:form", device="tablet")
    visited(2, page="dsar:portal", device="other")
    page = staff.get(reverse(PAGE)).content.decode()
    assert page.count('<svg role="img"') == 1 + 3 + 1 + 3
    assert "&lt; 5" in page
    assert says("hidden") in page
    answer = staff.get(reverse(PAGE), {"format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert ["page", "home", "70"] in rows
    assert ["page", "dsar:portal", "< 5"] in rows
    assert not any(row[2] in {"2", "9"} for row in rows)


def test_range_is_whole_months_and_nonsense_is_the_usual_one(staff: Client) -> None:
    visited(70, day=date(2025, 12, 31))
    visited(80)
    for query in ({"from": "2026-01", "to": "2026-03"}, {"from": "no", "to": "2026-99"}, {"from": "2026-04"}):
        page = staff.get(reverse(PAGE), query).content.decode()
        assert "80" in page
        assert ">70<" not in page
    assert ">70<" in staff.get(reverse(PAGE), {"from": "2025-12"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_and_three(staff: Client, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        visited(20, page=f"page-{number}")
    staff.get(reverse(PAGE))
    with django_assert_num_queries(8):
        staff.get(reverse(PAGE))


def test_single_rows_are_shown_to_nobody(admin_client: Client) -> None:
    visited(2)
    address = reverse("admin:privacy_visitcount_change", args=[VisitCount.objects.get().pk])
    assert admin_client.get(address).status_code == 403


def test_staff_without_the_permission_see_nothing(client: Client) -> None:
    client.force_login(User.objects.create_user("t@example.com", "t@example.com", "x", is_staff=True))
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.get(reverse(PAGE), {"format": "csv"}).status_code == 403
