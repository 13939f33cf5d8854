"""Measure the site and its baselines in turns, so that changes in the machine's speed affect both alike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

Measure = Callable[[], float]  # returns a rate per second


@dataclass
class Comparison:
    """Rates per second of the site and of a baseline; ``goal`` is the least ratio."""

    label: str
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
        return (self.label, self.baseline, *rates, spread, f"{self.goal:g}", "met" if self.is_met else "MISSED")


def take_turns(ours: Measure, others: list[tuple[Comparison, Measure]], rounds: int) -> None:
    """Measure the site and each baseline ``rounds`` times; every other round is in reverse order."""
    for number in range(rounds):
        rates: dict[int, float] = {}
        order = [(-1, ours), *((index, measure) for index, (_, measure) in enumerate(others))]
        for index, measure in order if number % 2 == 0 else reversed(order):
            rates[index] = measure()
        for index, (comparison, _) in enumerate(others):
            comparison.ours_rates.append(rates[-1])
            comparison.baseline_rates.append(rates[index])
