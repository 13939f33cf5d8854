"""Ours and a baseline in turns, A B A B, so that a machine's moods strike both; and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

Measure = Callable[[], float]  # one short measurement, per second


@dataclass
class Comparison:
    """One thing of ours beside its baseline, both per second; ``goal`` is the least ratio."""

    what: str
    baseline: str
    goal: float
    ours_rates: list[float] = field(default_factory=list)
    baseline_rates: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        return [ours / other for ours, other in zip(self.ours_rates, self.baseline_rates, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.goal

    def cells(self) -> tuple[str, ...]:
        """Return a row of the table."""
        rates = (f"{median(rates):,.0f}/s".replace(",", " ") for rates in (self.ours_rates, self.baseline_rates))
        spread = f"{self.ratio:.2f} ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        return (self.what, self.baseline, *rates, spread, f"{self.goal:.1f}", "met" if self.is_met else "MISSED")


def take_turns(ours: Measure, others: list[tuple[Comparison, Measure]], rounds: int) -> None:
    """Measure ours and each baseline ``rounds`` times, in every other round in the opposite order."""
    for number in range(rounds):
        rates: dict[int, float] = {}
        order = [(-1, ours), *((index, measure) for index, (_, measure) in enumerate(others))]
        for index, measure in order if number % 2 == 0 else reversed(order):
            rates[index] = measure()
        for index, (comparison, _) in enumerate(others):
            comparison.ours_rates.append(rates[-1])
            comparison.baseline_rates.append(rates[index])
