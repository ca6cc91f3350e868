"""Histograms that take many values at a time: a batch of hundreds of messages costs one call, not hundreds."""

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector, CollectorRegistry

SECONDS = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
    60.0,
    600.0,
    3600.0,
)
"""Bounds for how long something took."""
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 400)
"""Bounds for how many there were."""


class Spread(Collector):
    """One histogram with labels, in a registry. Thread-safe. bounds: the upper ones, ascending."""

    def __init__(
        self,
        registry: CollectorRegistry,
        name: str,
        help: str,
        labels: Sequence[str],
        bounds: Sequence[float],
    ) -> None:
        self._name, self._help, self._labels = name, help, tuple(labels)
        self._bounds = tuple(float(bound) for bound in bounds)
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, ...], list[int]] = {}
        self._sums: dict[tuple[str, ...], float] = {}
        registry.register(self)

    def observe(self, labels: tuple[str, ...], values: Iterable[float]) -> None:
        """Add values under the labels, which come in the order of the histogram's own."""
        with self._lock:
            counts = self._counts.get(labels)
            if counts is None:
                counts = self._counts[labels] = [0] * (len(self._bounds) + 1)
                self._sums[labels] = 0.0
            total = 0.0
            for value in values:
                counts[bisect_left(self._bounds, value)] += 1
                total += value
            self._sums[labels] += total

    def describe(self) -> Iterator[Metric]:
        yield HistogramMetricFamily(self._name, self._help, labels=self._labels)

    def collect(self) -> Iterator[Metric]:
        family = HistogramMetricFamily(self._name, self._help, labels=self._labels)
        with self._lock:
            taken = [(labels, list(counts), self._sums[labels]) for labels, counts in self._counts.items()]
        for labels, counts, total in taken:
            family.add_metric(labels, self._cumulated(counts), total)
        yield family

    def _cumulated(self, counts: Sequence[int]) -> list[tuple[str, float]]:
        below, buckets = 0, []
        for bound, count in zip((*map(str, self._bounds), "+Inf"), counts, strict=True):
            below += count
            buckets.append((bound, float(below)))
        return buckets
