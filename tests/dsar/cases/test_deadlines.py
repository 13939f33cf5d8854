"""The two dates of a request: the vectors of LAW part 3, and what must hold for every day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.law.deadlines import Period, add_months, answer_deadline, local_date, next_working_day

VECTORS = [
    ("2026-01-31", "2026-02-28", "2026-03-02", "2026-04-30", "2026-03-02"),
    ("2026-03-02", "2026-04-02", "2026-04-07", "2026-06-02", "2026-04-01"),
    ("2026-04-14", "2026-05-14", "2026-05-15", "2026-07-14", "2026-05-14"),
    ("2026-04-17", "2026-05-17", "2026-05-18", "2026-07-17", "2026-05-17"),
    ("2026-08-31", "2026-09-30", "2026-09-30", "2026-11-30", "2026-09-30"),
    ("2026-11-25", "2026-12-25", "2026-12-28", "2027-02-25", "2026-12-25"),
    ("2026-12-01", "2027-01-01", "2027-01-04", "2027-03-01", "2026-12-31"),
    ("2028-01-31", "2028-02-29", "2028-02-29", "2028-05-02", "2028-03-01"),
]
days = st.dates(min_value=date(2025, 1, 1), max_value=date(2044, 12, 31))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


@pytest.mark.law("D-03", "D-04", "X-15")
@pytest.mark.parametrize(("received", "target", "latest", "extended", "thirty"), VECTORS)
def test_vector(received: str, target: str, latest: str, extended: str, thirty: str) -> None:
    start = _noon(date.fromisoformat(received))
    usual, longer = answer_deadline(start), answer_deadline(start, months=3)
    assert (usual.target_on, usual.latest_on) == (date.fromisoformat(target), date.fromisoformat(latest))
    # LAW gives the rolled date for January 2028, the unrolled one elsewhere.
    assert date.fromisoformat(extended) in (longer.target_on, longer.latest_on)
    assert local_date(Period(days=30).end(start)) == date.fromisoformat(thirty)


@pytest.mark.law("P29")
def test_thirty_days_never_outlast_a_month() -> None:
    start = _noon(date(2026, 1, 31))
    assert local_date(Period(days=30, months=1).end(start)) == date(2026, 2, 28)


@given(days)
def test_latest_is_a_working_day_soon_after_the_target(day: date) -> None:
    deadline = answer_deadline(_noon(day))
    assert deadline.target_on <= deadline.latest_on <= deadline.target_on + timedelta(days=6)
    assert deadline.latest_on == next_working_day(deadline.latest_on)
    assert deadline.latest_on.weekday() < 5


@given(days)
def test_month_ends_on_the_same_date_or_the_months_last_day(day: date) -> None:
    target = answer_deadline(_noon(day)).target_on
    assert 28 <= (target - day).days <= 31
    assert target.day == day.day or (target + timedelta(days=1)).day == 1


@given(days)
def test_extension_is_at_least_what_chaining_would_give(day: date) -> None:
    assert answer_deadline(_noon(day), months=3).target_on >= add_months(add_months(day, 1), 2)


@given(days, days)
def test_who_asks_earlier_is_answered_no_later(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert answer_deadline(_noon(first)).latest_on <= answer_deadline(_noon(last)).latest_on


def test_day_is_that_of_the_controller_not_of_greenwich() -> None:
    assert local_date(datetime(2026, 1, 30, 23, 30, tzinfo=UTC)) == date(2026, 1, 31)
