"""The charts of requests count what came, and what was answered in time."""

from datetime import timedelta

import pytest

from dsar.cases.charts import requests_by_month, requests_by_right
from dsar.cases.enums import Right, State
from dsar.cases.models import Case
from tests.factories.dsar import NOW, asked, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules"), pytest.mark.law("D-03")]


def _answered(right: Right, address: str, *, days: int) -> None:
    case = opened(right, address=address)
    # As the operations leave it, without the work that leads there.
    Case.objects.filter(pk=case.pk).update(state=State.DONE, closed_at=NOW + timedelta(days=days))


def test_requests_are_counted_by_outcome_in_the_month_in_which_they_came() -> None:
    _answered(Right.ACCESS, "kari@example.com", days=3)
    _answered(Right.ACCESS, "ola@example.com", days=60)
    opened(Right.ERASURE, address="per@example.com")
    asked(Right.ERASURE, address="mia@example.com")
    opened(Right.ACCESS, address="liv@example.com", now=NOW - timedelta(days=400))
    later = NOW + timedelta(days=61)
    by_month = requests_by_month(later)
    assert [series.values for series in by_month.series] == [
        (0,) * 9 + (1, 0, 0),  # answered in time
        (0,) * 9 + (1, 0, 0),  # open
        (0,) * 9 + (1, 0, 0),  # late
    ]
    by_right = requests_by_right(later)
    assert by_right.columns == (str(Right.ACCESS.label), str(Right.ERASURE.label))
    assert [series.values for series in by_right.series] == [(1, 0), (0, 1), (1, 0)]


def test_what_was_answered_on_the_last_day_is_in_time() -> None:
    case = opened(Right.ACCESS)
    last = case.latest_on
    answered_at = NOW.replace(year=last.year, month=last.month, day=last.day, hour=20)
    Case.objects.filter(pk=case.pk).update(state=State.DONE, closed_at=answered_at)
    in_time, _open, late = requests_by_month(answered_at + timedelta(days=1)).series
    assert (sum(in_time.values), sum(late.values)) == (1, 0)
