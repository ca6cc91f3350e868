"""What a service process tells of its work: counted once a batch, and traced where a trace is recorded."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from opentelemetry.trace import SpanKind

from shared.contracts.codec import Envelope
from shared.runtime.batch import Outcome, Received
from shared.runtime.delivery import Delivery
from shared.runtime.effect_call import Ended
from shared.telemetry.runtime_metrics import RuntimeMetrics
from shared.telemetry.trace_context import calling, handling, place_of, sampled
from shared.telemetry.tracing import Tracing


class Watches(Protocol):
    """Hears what becomes of messages. Thread-safe."""

    def batch(
        self,
        deliveries: Sequence[Delivery],
        batch: Sequence[Received],
        outcome: Outcome,
        seconds: float,
        now: datetime,
    ) -> None:
        """A batch was decided and committed, which took so long; `now` is the end of it. A handle is a place in
        `deliveries`."""
        ...

    def aside(self, type: str, outcome: str) -> None:
        """A message was `delayed` or kept as `failed`."""
        ...


class Unwatched:
    """Nobody listens."""

    def batch(
        self,
        deliveries: Sequence[Delivery],
        batch: Sequence[Received],
        outcome: Outcome,
        seconds: float,
        now: datetime,
    ) -> None:
        return

    def aside(self, type: str, outcome: str) -> None:
        return


@dataclass(slots=True)
class Lately:
    """What happened since this was asked last, for the heartbeat. critical: the longest time from sending to done, in
    seconds."""

    batches: int = 0
    messages: int = 0
    critical: float = 0.0
    queues: set[str] = field(default_factory=set)


class Watch:
    """Of one process."""

    def __init__(self, service: str, metrics: RuntimeMetrics, tracing: Tracing) -> None:
        self._service = service
        self._metrics = metrics
        self._tracing = tracing
        self._lately = Lately()

    def lately(self) -> Lately:
        """Since the last call."""
        lately, self._lately = self._lately, Lately()
        return lately

    def batch(
        self,
        deliveries: Sequence[Delivery],
        batch: Sequence[Received],
        outcome: Outcome,
        seconds: float,
        now: datetime,
    ) -> None:
        critical: dict[str, list[float]] = {}
        apart = {received.handle for received, _ in (*outcome.delayed, *outcome.failed)}
        end = now.timestamp()
        for received in batch:
            envelope = received.decoded.envelope
            if received.handle in apart:
                continue
            waited = end - envelope.time.timestamp()
            critical.setdefault(envelope.type, []).append(waited if waited > 0 else 0.0)
            if self._tracing.on and sampled(envelope.traceparent):
                self._span(envelope, deliveries[received.handle], len(batch), seconds)
        self._metrics.batch(critical, len(deliveries), seconds, outcome.repeated)
        self._lately.batches += 1
        self._lately.messages += len(deliveries)
        self._lately.queues.update(delivery.queue for delivery in deliveries)
        self._lately.critical = max(self._lately.critical, *map(max, critical.values()), 0.0)

    def _span(self, envelope: Envelope, delivery: Delivery, size: int, seconds: float) -> None:
        ended = time.time_ns()
        self._tracing.record(
            envelope.type,
            SpanKind.CONSUMER,
            handling(envelope.traceparent, self._service, envelope.id),
            place_of(envelope.traceparent),
            ended - int(seconds * 1e9),
            ended,
            {
                "messaging.system": "rabbitmq",
                "messaging.destination.name": delivery.queue,
                "messaging.message.id": envelope.id,
                "messaging.batch.message_count": size,
                "coulisse.case": envelope.subject,
                "coulisse.tenant": envelope.tenant,
                "coulisse.attempt": delivery.attempt + 1,
                "coulisse.sent_by": envelope.source,
            },
        )

    def aside(self, type: str, outcome: str) -> None:
        self._metrics.aside(type, outcome)

    def effects(self, ended: Ended, began_ns: int, ended_ns: int) -> None:
        """A call to a partner came back. On the call's thread."""
        call = ended.call
        for effect, finished in zip(call.effects, ended.finished, strict=True):
            self._metrics.effect(
                call.place.kind, call.place.destination, finished.outcome, finished.took_ms / 1000
            )
            if self._tracing.on and sampled(effect.traceparent):
                self._tracing.record(
                    call.place.kind,
                    SpanKind.CLIENT,
                    calling(effect.traceparent, effect.id, effect.tries + 1),
                    place_of(effect.traceparent),
                    began_ns,
                    ended_ns,
                    {
                        "coulisse.effect": effect.id,
                        "coulisse.case": effect.subject,
                        "coulisse.tenant": effect.tenant,
                        "coulisse.attempt": effect.tries + 1,
                        "coulisse.outcome": finished.outcome,
                        "peer.service": call.place.destination,
                        "coulisse.calls_together": len(call.effects),
                    },
                    failed="" if finished.state != "due" else "tried again later",
                )
