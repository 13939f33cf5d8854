from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.law.deadlines import (
    PLACE,
    Period,
    add_months,
    answer_deadline,
    end_of,
    local_date,
    next_working_day,
)

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
PERIODS = st.tuples(st.none() | st.integers(1, 400), st.none() | st.integers(1, 40)).filter(any)


@dataclass
class Vector:
    """One row of the table in LAW part 3."""

    received: date
    target: date
    latest: date
    extended: date
    extended_latest: date
    thirty_days: date


# received, target_due, legal_latest, three months, three months rolled, 30 days
_TABLE = """
2026-01-31 2026-02-28 2026-03-02 2026-04-30 2026-04-30 2026-03-02
2026-03-02 2026-04-02 2026-04-07 2026-06-02 2026-06-02 2026-04-01
2026-04-14 2026-05-14 2026-05-15 2026-07-14 2026-07-14 2026-05-14
2026-04-17 2026-05-17 2026-05-18 2026-07-17 2026-07-17 2026-05-17
2026-08-31 2026-09-30 2026-09-30 2026-11-30 2026-11-30 2026-09-30
2026-11-25 2026-12-25 2026-12-28 2027-02-25 2027-02-25 2026-12-25
2026-12-01 2027-01-01 2027-01-04 2027-03-01 2027-03-01 2026-12-31
2028-01-31 2028-02-29 2028-02-29 2028-04-30 2028-05-02 2028-03-01
"""
VECTORS = [Vector(*map(date.fromisoformat, line.split())) for line in _TABLE.split("\n") if line]
NOON = 12


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, NOON, tzinfo=PLACE)


@pytest.mark.law("D-03", "D-04")
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.received.isoformat())
def test_answer_is_due_as_the_law_computes_it(vector: Vector) -> None:
    answer = answer_deadline(at_noon(vector.received))
    assert (answer.target_on, answer.latest_on) == (vector.target, vector.latest)
    extended = answer_deadline(at_noon(vector.received), months=3)
    assert (extended.target_on, extended.latest_on) == (vector.extended, vector.extended_latest)


@pytest.mark.law("P29")
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.received.isoformat())
def test_erasure_is_due_at_the_earlier_of_30_days_and_one_month(vector: Vector) -> None:
    start = at_noon(vector.received)
    assert local_date(Period(days=30).end(start)) == vector.thirty_days
    assert local_date(Period(days=30, months=1).end(start)) == min(vector.thirty_days, vector.target)


@pytest.mark.law("P29")
def test_erasure_after_the_last_of_january_does_not_wait_into_march() -> None:
    assert local_date(Period(days=30, months=1).end(at_noon(date(2026, 1, 31)))) == date(2026, 2, 28)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_receipt_counts_on_the_day_in_norway(hour: int) -> None:
    received = datetime(2026, 8, 31, hour, 30, tzinfo=PLACE)
    assert answer_deadline(received.astimezone(UTC)).target_on == date(2026, 9, 30)


@pytest.mark.parametrize(
    "holiday",
    [
        date(2026, 1, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14),
        date(2027, 5, 17), date(2026, 5, 25), date(2026, 12, 25),
    ],
)  # fmt: skip
def test_public_holiday_rolls(holiday: date) -> None:
    assert next_working_day(holiday) > holiday


@pytest.mark.parametrize("workday", [date(2026, 12, 24), date(2026, 12, 31), date(2026, 4, 1)])
def test_eves_are_working_days(workday: date) -> None:
    assert next_working_day(workday) == workday


def test_new_year_is_seen_from_the_old_year() -> None:
    assert next_working_day(date(2021, 12, 31)) == date(2021, 12, 31)
    assert next_working_day(date(2022, 1, 1)) == date(2022, 1, 3)


def test_neither_days_nor_months_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        Period().end(at_noon(date(2026, 1, 1)))
    with pytest.raises(ValueError, match="empty"):
        Period().latest_start(at_noon(date(2026, 1, 1)))


def test_day_ends_when_the_next_begins_here() -> None:
    assert end_of(date(2026, 7, 1)) == datetime(2026, 7, 1, 22, 0, tzinfo=UTC)


@given(MOMENTS, st.integers(0, 36))
def test_months_keep_the_date_or_end_the_month(moment: datetime, months: int) -> None:
    start, end = moment.date(), add_months(moment.date(), months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(MOMENTS)
def test_rolling_ends_on_a_working_day_within_a_week(moment: datetime) -> None:
    day = moment.date()
    end = next_working_day(day)
    assert day <= end <= day + timedelta(days=7)
    assert end.weekday() < 5
    assert next_working_day(end) == end


@given(MOMENTS)
def test_extension_is_counted_from_the_receipt_and_never_shorter(moment: datetime) -> None:
    assert answer_deadline(moment, months=3).target_on >= answer_deadline(moment).target_on
    assert answer_deadline(moment).latest_on >= answer_deadline(moment).target_on


@given(MOMENTS)
def test_erasure_is_never_later_than_either_promise(moment: datetime) -> None:
    end = Period(days=30, months=1).end(moment)
    assert end <= moment + timedelta(days=30)
    assert local_date(end) <= add_months(local_date(moment), 1)


@given(MOMENTS, PERIODS)
def test_latest_start_is_the_inverse(end: datetime, period: tuple[int | None, int | None]) -> None:
    """What counts from a time in the row ends exactly when a stored end would have."""
    days, months = period
    start = Period(days=days, months=months).latest_start(end)
    end = end.astimezone(PLACE)
    assert Period(days=days, months=months).end(start) <= end
    later = start + timedelta(days=1)
    assert Period(days=days, months=months).end(later) > end


def test_month_that_starts_on_the_31st_ends_with_the_short_month() -> None:
    end = at_noon(date(2026, 2, 28))
    assert Period(months=1).latest_start(end) == at_noon(date(2026, 1, 31))


LENGTHS = st.builds(
    Period,
    days=st.none() | st.integers(1, 400),
    months=st.none() | st.integers(1, 60),
    months_after_year=st.none() | st.integers(0, 60),
    year_ends=st.integers(1, 12),
).filter(lambda length: (length.days, length.months, length.months_after_year) != (None, None, None))


@pytest.mark.law("D-37")
@pytest.mark.parametrize(
    ("months", "end"), [(60, datetime(2031, 12, 31, 23, tzinfo=UTC)), (42, datetime(2030, 6, 30, 22, tzinfo=UTC))]
)
def test_bookkeeping_counts_from_the_end_of_the_year(months: int, end: datetime) -> None:
    """Primary documents of 2026 five years, secondary three and a half: to the last day of 2031, of June 2030."""
    for day in (date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31)):
        assert Period(months_after_year=months).end(at_noon(day)) == end


@pytest.mark.law("D-37")
@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 6, 30), datetime(2031, 7, 1, tzinfo=PLACE)),
        (date(2026, 7, 1), datetime(2032, 7, 1, tzinfo=PLACE)),
        (date(2026, 12, 31), datetime(2032, 7, 1, tzinfo=PLACE)),
        (date(2027, 6, 30), datetime(2032, 7, 1, tzinfo=PLACE)),
    ],
)
def test_accounting_year_that_ends_in_june(settings: Any, day: date, end: datetime) -> None:
    settings.PRIVACY = settings.PRIVACY | {"ACCOUNTING_YEAR_ENDS": 6}
    length = Period(months_after_year=60)
    assert length.end(at_noon(day)) == end
    assert length.latest_start(end) >= at_noon(day)
    assert length.latest_start(end - timedelta(seconds=1)) < at_noon(day)


@given(MOMENTS, LENGTHS)
def test_of_several_lengths_the_earliest_ends_it(start: datetime, length: Period) -> None:
    alone = [
        Period(days=length.days) if length.days is not None else None,
        Period(months=length.months) if length.months is not None else None,
        replace(length, days=None, months=None) if length.months_after_year is not None else None,
    ]
    assert length.end(start) == min(term.end(start) for term in alone if term is not None)


@given(MOMENTS, LENGTHS)
def test_what_is_found_by_its_start_has_ended(now: datetime, length: Period) -> None:
    """Nothing goes a day too early, and nothing that is a day late is missed."""
    latest = length.latest_start(now).astimezone(UTC)
    assert length.end(latest) <= now + timedelta(hours=1)  # a clock that is set back has an hour twice
    assert length.end(latest + timedelta(days=1, hours=1)) > now


@given(MOMENTS, st.integers(0, 60))
def test_year_end_is_midnight_here_whatever_the_clock_did(start: datetime, months: int) -> None:
    end = Period(months_after_year=months).end(start).astimezone(PLACE)
    assert (end.day, end.hour, end.minute) == (1, 0, 0)
    assert (end.year - start.astimezone(PLACE).year - 1) * 12 + end.month - 1 == months


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2028, 2, 29, 12, tzinfo=PLACE), datetime(2029, 2, 28, 12, tzinfo=PLACE)),
        (datetime(2027, 2, 28, 12, tzinfo=PLACE), datetime(2028, 2, 28, 12, tzinfo=PLACE)),
        (datetime(2026, 2, 28, 12, tzinfo=PLACE), datetime(2027, 2, 28, 12, tzinfo=PLACE)),
    ],
)
def test_leap_day_ends_on_the_last_of_february(start: datetime, end: datetime) -> None:
    assert Period(months=12).end(start) == end


def test_month_over_the_change_of_the_clock_keeps_the_hour_here() -> None:
    start = datetime(2026, 3, 15, 12, tzinfo=PLACE)
    assert Period(months=1).end(start).astimezone(UTC) == datetime(2026, 4, 15, 10, tzinfo=UTC)
    assert Period(days=31).end(start.astimezone(UTC)) == datetime(2026, 4, 15, 11, tzinfo=UTC)
