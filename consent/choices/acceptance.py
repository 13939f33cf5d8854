"""Acceptance rates, computed from counters that identify no visitor."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.formats import date_format

from consent.choices.models import ChoiceCount
from consent.gate.enums import Device
from consent.services.enums import OPTIONAL

DAYS = 30
_LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A row of a chart: the number of visitors who were asked and the number who consented."""

    label: str
    yes: int
    asked: int

    @property
    def percent(self) -> int:
        return round(100 * self.yes / self.asked) if self.asked else 0


def by_category(today: date) -> list[Bar]:
    """Return, for each category, how many of those who answered in the last days consented to it."""
    counts = _counts(today)
    asked = sum(count.count for count in counts)
    return [
        Bar(
            label=str(category.label),
            yes=sum(count.count for count in counts if category in count.granted.split(",")),
            asked=asked,
        )
        for category in OPTIONAL
        if asked
    ]


def by_language(today: date) -> list[Bar]:
    """Return how many consented to at least one category, by language."""
    return _bars(_counts(today), lambda count: count.language, lambda code: _LANGUAGES.get(code, code))


def by_device(today: date) -> list[Bar]:
    """Return how many consented to at least one category, by device class."""
    return _bars(_counts(today), lambda count: count.device, lambda value: str(Device(value).label))


def by_day(today: date) -> list[Bar]:
    """Return how many consented to at least one category, by day, the latest first."""
    bars = _bars(_counts(today), lambda count: count.day.isoformat(), lambda day: date_format(date.fromisoformat(day)))
    return bars[::-1]


def _counts(today: date) -> list[ChoiceCount]:
    return list(ChoiceCount.objects.filter(day__gt=today - timedelta(days=DAYS)))


def _bars(counts: Iterable[ChoiceCount], key: Callable[[ChoiceCount], str], label: Callable[[str], str]) -> list[Bar]:
    yes: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    for count in counts:
        asked[key(count)] += count.count
        yes[key(count)] += count.count if count.granted else 0
    return [Bar(label=label(value), yes=yes[value], asked=asked[value]) for value in sorted(asked)]
