"""Legal time: calendar months, public holidays and the two dates of a request (LAW part 3).

Regulation 1182/71: the day of the event is not counted. A period of months ends on the same date, or on the month's
last day where that date does not exist. A Saturday, Sunday or public holiday moves the end to the next working day.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.conf import settings

from privacy.conf import privacy_settings
from privacy.law.home import home_country

PLACE = ZoneInfo(settings.TIME_ZONE)  # where the controller is


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The dates of a request: alarms count down to ``target_on``; ``latest_on`` is the last lawful day."""

    target_on: date
    latest_on: date


def local_date(moment: datetime) -> date:
    """Return the calendar date of a moment in the controller's time zone."""
    return moment.astimezone(PLACE).date()


def end_of(day: date) -> datetime:
    """Return the end of a day in the controller's time zone: the first moment of the next day."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=PLACE)


def add_months(day: date, months: int) -> date:
    """Return the same date a number of months later, or the last day of that month."""
    return day + relativedelta(months=months)


def next_working_day(day: date, country: str | None = None) -> date:
    """Return the day itself if it is a working day in a country, otherwise the next one.

    None: in the country where the controller is today.
    """
    public = _public_holidays(home_country() if country is None else country, day.year)
    while day.weekday() >= 5 or day in public:
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, country: str | None = None) -> date:
    """Return the last of a number of working days after a day."""
    for _number in range(count):
        day = next_working_day(day + timedelta(days=1), country)
    return day


@cache
def _public_holidays(country: str, year: int) -> Collection[date]:
    """Return the public holidays of a whole country in a year and the next; none of an unknown country."""
    import holidays

    # Without them a deadline ends a day or two too early, which is lawful; too late would not be.
    try:
        return holidays.country_holidays(country, years=(year, year + 1))
    except NotImplementedError:
        return ()


def answer_deadline(received: datetime, *, months: int = 1, country: str | None = None, paused: int = 0) -> Deadline:
    """Return the deadline of an answer: one month after receipt, three if extended (Art. 12(3), LAW D-03, D-04).

    ``country`` is the one whose public holidays count, None that of the controller today. ``paused`` is the number of
    days for which the clock stood still (LAW D-09).
    """
    # Counted from the receipt, never from an earlier deadline: 31 January plus three months is 30 April.
    target = add_months(local_date(received), months) + timedelta(days=paused)
    return Deadline(target_on=target, latest_on=next_working_day(target, country))


@dataclass(frozen=True, kw_only=True)
class Period:
    """The length of a retention period. At least one length is given; of several, the earliest end applies.

    ``months_after_year`` counts from the end of the accounting year in which the period started, as the Bookkeeping
    Act does (bokføringsloven § 13, LAW D-37: five years, so 60). That year ends with the month ``year_ends``.
    """

    days: int | None = None
    months: int | None = None
    months_after_year: int | None = None
    year_ends: int = field(default_factory=lambda: int(privacy_settings().accounting_year_ends))

    def end(self, start: datetime) -> datetime:
        """Return the end of a period that starts at ``start`` (LAW P29). Raises ``ValueError`` without a length."""
        ends = []
        if self.days is not None:
            ends.append(start + timedelta(days=self.days))
        if self.months is not None:
            ends.append(start.astimezone(PLACE) + relativedelta(months=self.months))
        if self.months_after_year is not None:
            ends.append(self._next_year_begins(start) + relativedelta(months=self.months_after_year))
        return min(ends)

    def latest_start(self, end: datetime) -> datetime:
        """Return the latest start whose ``end`` is not after ``end``. Raises ``ValueError`` without a length."""
        starts = []
        if self.days is not None:
            starts.append(end - timedelta(days=self.days))
        if self.months is not None:
            starts.append(_latest_month_start(end.astimezone(PLACE), self.months))
        if self.months_after_year is not None:
            latest = end.astimezone(PLACE) - relativedelta(months=self.months_after_year)
            starts.append(self._next_year_begins(latest) - relativedelta(years=1, microseconds=1))
        return max(starts)

    def _next_year_begins(self, moment: datetime) -> datetime:
        """Return the beginning of the accounting year that follows this moment."""
        here = moment.astimezone(PLACE)
        begins = datetime(here.year, self.year_ends % 12 + 1, 1, tzinfo=PLACE)
        return begins if begins > here else begins + relativedelta(years=1)


def _latest_month_start(here: datetime, months: int) -> datetime:
    start = here - relativedelta(months=months)
    # 28 February is one month after 28, 29, 30 and 31 January.
    while (later := start + timedelta(days=1)) + relativedelta(months=months) <= here:
        start = later
    return start
