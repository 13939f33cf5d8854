"""Charts show the numbers of their tables, to scale."""

from datetime import date
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from privacy.staff.charts import Chart, Series, charts_for, month_label, months_until
from tests.factories.dsar import NOW

NUMBERS = st.lists(st.integers(min_value=0, max_value=10**7), min_size=3, max_size=3)


def chart_of(*values: list[int], is_stacked: bool = True, is_lying: bool = False) -> Chart:
    series = tuple(Series(name=f"kind {number}", values=tuple(row)) for number, row in enumerate(values))
    columns = ("jan 2026", "feb", "mar")
    return Chart(title="Of", heading="Month", columns=columns, series=series, is_stacked=is_stacked, is_lying=is_lying)


@given(first=NUMBERS, second=NUMBERS, is_stacked=st.booleans(), is_lying=st.booleans())
def test_every_rectangle_is_as_long_as_its_number(
    first: list[int], second: list[int], is_stacked: bool, is_lying: bool
) -> None:
    chart = chart_of(first, second, is_stacked=is_stacked, is_lying=is_lying)
    boxes = list(chart.boxes)
    assert len(boxes) == sum(value > 0 for value in first + second)
    whole = 100 if is_lying else chart.height
    for box in boxes:
        value = int(box.words.rpartition(": ")[2])
        assert (box.width if is_lying else box.height) == pytest.approx(whole * value / chart.top)
        assert -0.001 <= box.x <= box.x + box.width <= 100.001
        assert -0.001 <= box.y <= box.y + box.height <= chart.height + 0.001


@given(st.integers(min_value=0, max_value=10**9))
def test_axis_ends_at_a_round_number_not_far_above(highest: int) -> None:
    chart = chart_of([highest, 0, 0])
    assert highest <= chart.top <= max(2.5 * highest, 1)
    numbers = [int(mark.words) for mark in chart.lines]
    assert (numbers[0], numbers[-1]) == (0, chart.top)
    assert len({after - before for before, after in pairwise(numbers)}) == 1


def test_stacked_parts_touch_and_do_not_overlap() -> None:
    below, above = chart_of([3, 0, 0], [4, 0, 0]).boxes
    assert above.y + above.height == pytest.approx(below.y)
    left, right = chart_of([3, 0, 0], [4, 0, 0], is_stacked=False).boxes
    assert left.x + left.width == pytest.approx(right.x)


def test_chart_of_nothing_is_empty() -> None:
    assert chart_of([0, 0, 0]).is_empty
    assert not chart_of([0, 1, 0]).is_empty


def test_months_end_with_this_one_and_name_the_year_where_it_begins() -> None:
    months = months_until(date(2026, 3, 31), count=4)
    assert months == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert ["2026" in month_label(month) for month in months] == [False, True, False, False]


@pytest.mark.django_db
def test_page_shows_each_chart_with_its_table_to_who_may_see_it(admin_client: Client, admin_user: User) -> None:
    shown = charts_for(admin_user, NOW)
    html = admin_client.get("/admin/privacy/visitcount/charts/").content.decode()
    assert [chart.title for chart in shown if f">{chart.title}</a></h2>" not in html] == []
    assert html.count("<h2 id=") == len(shown) > 3
    assert charts_for(AnonymousUser(), NOW) == []


@pytest.mark.django_db
def test_page_is_closed_to_who_may_see_no_chart(client: Client) -> None:
    client.force_login(User.objects.create_user("ola@example.com", password="x", is_staff=True))
    assert client.get("/admin/privacy/visitcount/charts/").status_code == 403
