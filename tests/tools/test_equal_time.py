"""The test by which equal times are told from unequal ones."""

import random

import pytest

from tools.bench.equal_time import SIGNIFICANT, mann_whitney


def test_known_value() -> None:
    # Worked by hand: U = 2 of 5 x 5, variance 25 * 11 / 12, continuity of a half.
    assert mann_whitney([1, 2, 3, 4, 7], [5, 6, 8, 9, 10]) == pytest.approx(0.0367, abs=0.0005)


def test_shifted_times_are_told_apart_and_equal_ones_are_not() -> None:
    source = random.Random(7)
    times = [source.lognormvariate(0, 0.3) for _ in range(400)]
    others = [source.lognormvariate(0, 0.3) for _ in range(400)]
    assert mann_whitney(times, others) > SIGNIFICANT
    assert mann_whitney(times, [value + 0.2 for value in others]) < 1e-6
    assert mann_whitney([1.0] * 400, [1.0] * 400) == 1.0
