"""Registry of the gauges that monitoring reads: numbers without personal data, each from the noun that knows it."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from privacy.registry import Registry

logger = logging.getLogger(__name__)

Read = Callable[[datetime], float | Mapping[str, float] | None]
_PREFIX = "proviso_"


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """A number, or one for each value of a ``label``; ``words`` say what it counts, and in what unit."""

    words: str
    label: str
    read: Read


gauges: Registry[str, Gauge] = Registry("gauge")


def gauge(name: str, words: str, *, label: str = "") -> Callable[[Read], Read]:
    """Register the decorated function, which returns the number at a time; None where there is none yet."""

    def register(read: Read) -> Read:
        gauges.add(_PREFIX + name, Gauge(words=words, label=label, read=read))
        return read

    return register


@dataclass(frozen=True)
class GaugeCollector(Collector):
    """The gauges at ``now``, for ``prometheus_client``. One that cannot be read is left out and counted."""

    now: datetime

    def collect(self) -> Iterable[Metric]:
        unread = 0
        for name, entry in gauges.items():
            try:
                with transaction.atomic():
                    value = entry.read(self.now)
            except Exception as error:  # noqa: BLE001 - one gauge must not hide the others
                logger.warning("The gauge %s cannot be read: %s", name, type(error).__name__)
                unread += 1
            else:
                yield _family(name, entry, value)
        yield GaugeMetricFamily(f"{_PREFIX}gauges_unread", "Gauges that could not be read.", value=unread)


def seconds_since(moment: datetime | None, now: datetime) -> float | None:
    """Return the age of something; None if there is none."""
    return max((now - moment).total_seconds(), 0) if moment else None


def _family(name: str, entry: Gauge, value: float | Mapping[str, float] | None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, entry.words, labels=[entry.label] if entry.label else [])
    if isinstance(value, Mapping):
        for label, number in value.items():
            family.add_metric([label], number)
    elif value is not None:
        family.add_metric([], value)
    return family
