"""Counts that processes share, asked for rarely; each process counts for itself while the store is away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from privacy.intake.limits.counters import Counters

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def count(process: Counters, times: int, step: int = 20) -> int:
    counts = [process.count_roughly("test", step=step, lasts=DAY, now=NOW) for _time in range(times)]
    assert counts == sorted(counts)
    return counts[-1]


def test_rough_count_lacks_less_than_a_step_of_each_other_process() -> None:
    first, second = Counters(), Counters()
    assert count(first, 59) == 59
    assert count(second, 19) == 19
    assert count(second, 1) == 60  # of the first 40 are known
    assert count(first, 1) == 80


def test_rough_count_asks_the_store_once_in_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    incr = cache.incr

    def noting(key: str, delta: int) -> int:
        asked.append(key)
        return int(incr(key, delta))

    monkeypatch.setattr(cache, "incr", noting)
    count(Counters(), 100)
    assert len(asked) == 5


def test_process_counts_its_own_while_the_store_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ConnectionError

    other, process = Counters(), Counters()
    count(other, 40)
    monkeypatch.setattr(cache, "add", fail)
    assert count(process, 30) == 30
    assert process.is_away(NOW)
    assert process.value("test", now=NOW) == 30
    assert process.share_of(100, NOW) == 25
