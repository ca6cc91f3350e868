"""What a service process counts and measures, as Prometheus reads it. Recorded once a batch, not once a message."""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shared.telemetry.few import Few
from shared.telemetry.spread import COUNTS, SECONDS, Spread


class _Resting(Collector):
    """Partners whose circuit breaker is open, asked for when Prometheus asks."""

    def __init__(self, resting: Callable[[], list[str]], partner: Few) -> None:
        self._resting, self._partner = resting, partner

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(
            "coulisse_breaker_open",
            "1 for a partner that is left alone because it kept failing",
            labels=["partner"],
        )
        for name in {self._partner(destination) for destination in self._resting()}:
            family.add_metric([name], 1.0)
        yield family


class RuntimeMetrics:
    """One process's registry. Thread-safe."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._partner = Few()
        self._messages = Counter(
            "coulisse_messages",
            "Messages that were handled, put off for a while (delayed) or given up (failed)",
            ["type", "outcome"],
            registry=registry,
        )
        self._processing = Spread(
            registry,
            "coulisse_message_processing_seconds",
            "A message's share of the work on its batch",
            ("type",),
            SECONDS,
        )
        self._critical = Spread(
            registry,
            "coulisse_message_critical_seconds",
            "From the sending of a message until it was handled, waiting and retries included",
            ("type",),
            SECONDS,
        )
        self._sizes = Spread(registry, "coulisse_batch_messages", "Messages in a batch", (), COUNTS)
        self._batches = Spread(registry, "coulisse_batch_seconds", "Work on a batch", (), SECONDS)
        self._repeats = Counter(
            "coulisse_messages_repeated",
            "Messages dropped because they were handled before",
            registry=registry,
        )
        self._effects = Spread(
            registry,
            "coulisse_effect_seconds",
            "Calls to partners, by what came of each effect",
            ("kind", "partner", "outcome"),
            SECONDS,
        )
        self.outbox_commits = self._gauge(
            "coulisse_outbox_commits", "Commits whose messages the broker has not confirmed"
        )
        self.outbox_seconds = self._gauge("coulisse_outbox_oldest_seconds", "Age of the oldest of them")
        self.effects_due = self._gauge(
            "coulisse_effects_due", "Effects whose time has come and that nobody has in hand"
        )
        self.failed_kept = self._gauge("coulisse_failed_messages", "Messages in the service's failed store")
        self.waiting = self._gauge(
            "coulisse_deliveries_waiting", "Messages that this process holds and has not begun"
        )
        self.ready = self._gauge("coulisse_ready", "1 while the process does its work")

    def _gauge(self, name: str, help: str) -> Gauge:
        return Gauge(name, help, registry=self.registry)

    def watch_breakers(self, resting: Callable[[], list[str]]) -> None:
        """`resting` names the partners that are left alone at present."""
        self.registry.register(_Resting(resting, self._partner))

    def batch(self, critical: Mapping[str, list[float]], messages: int, seconds: float, repeats: int) -> None:
        """A batch of so many messages took so long. critical: seconds from sending to now of each that was handled, by
        type."""
        self._sizes.observe((), (messages,))
        self._batches.observe((), (seconds,))
        share = seconds / messages
        for type, waits in critical.items():
            self._messages.labels(type, "handled").inc(len(waits))
            self._critical.observe((type,), waits)
            self._processing.observe((type,), (share,) * len(waits))
        if repeats:
            self._repeats.inc(repeats)

    def aside(self, type: str, outcome: str) -> None:
        """A message that could not be handled is `delayed`, or kept as `failed`."""
        self._messages.labels(type, outcome).inc()

    def effect(self, kind: str, destination: str, outcome: str, seconds: float) -> None:
        """An attempt at an effect came to an end."""
        self._effects.observe((kind, self._partner(destination), outcome), (seconds,))

    def exposition(self) -> bytes:
        """The text that Prometheus reads."""
        text: bytes = generate_latest(self.registry)
        return text
