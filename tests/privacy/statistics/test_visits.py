"""Counts of visits: added to by many at once, and ended by their rule."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db.models import Sum

from privacy.statistics import visits
from privacy.statistics.models import VisitCount
from privacy.statistics.visits import Cell
from tests.factories.rules import load_rules
from tests.together import together

DAY = date(2026, 3, 10)


def cell(page: str = "home", *, day: date = DAY, language: str = "nb") -> Cell:
    return Cell(day=day, page=page, language=language, device="mobile")


@pytest.mark.django_db
def test_counts_add_up_in_one_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        visits.add(counted={cell(): 3, cell("contact:form"): 1})
    visits.add(counted={cell(): 2, cell(language="en"): 1})
    visits.add(counted={})
    rows = {(visit_count.page, visit_count.language): visit_count.count for visit_count in VisitCount.objects.all()}
    assert rows == {("home", "nb"): 5, ("contact:form", "nb"): 1, ("home", "en"): 1}


@pytest.mark.django_db(transaction=True)
def test_many_writers_lose_nothing_and_wait_for_nobody_in_a_circle() -> None:
    pages = [f"page-{number}" for number in range(20)]

    def write(turn: int) -> None:
        mixed = pages[turn:] + pages[:turn]
        for _time in range(10):
            visits.add(counted=dict.fromkeys(map(cell, mixed), 1))

    together(*[partial(write, turn) for turn in range(8)])
    assert VisitCount.objects.aggregate(Sum("count"))["count__sum"] == 8 * 10 * 20


@pytest.mark.law("P26", "P17")
@pytest.mark.django_db
def test_counts_end_after_the_registers_period() -> None:
    load_rules()
    for year in (2023, 2024, 2026):
        visits.add(counted={cell(day=date(year, 3, 9)): 9})
    assert visits.delete_expired(now=datetime(2026, 3, 10, 9, 0, tzinfo=UTC)) == 2
    assert [visit_count.day.year for visit_count in VisitCount.objects.all()] == [2026]
