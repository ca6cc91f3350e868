"""How a service process fares, in figures and words: for its heartbeat, its gauges and its readiness."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from pymongo.database import Database

from shared.persistence.backlog import Backlog, backlog
from shared.runtime.clock import Clock
from shared.runtime.effects import EffectWorker
from shared.runtime.engine import Engine
from shared.runtime.watching import Watch
from shared.telemetry.runtime_metrics import RuntimeMetrics

STUCK_SECONDS = 60.0
"""An outbox whose oldest message has waited for so long is not being emptied; the sweep takes five."""
_MOST_PARTNERS = 20


class Pulse:
    """Asked every few seconds by one thread; `stuck` by any."""

    def __init__(
        self,
        database: Database[dict[str, Any]],
        engine: Engine,
        effects: EffectWorker,
        watch: Watch,
        metrics: RuntimeMetrics,
        reasons: Callable[[], list[str]],
        clock: Clock,
    ) -> None:
        self._database = database
        self._engine = engine
        self._effects = effects
        self._watch = watch
        self._metrics = metrics
        self._reasons = reasons
        self._clock = clock
        self._backlog = Backlog()

    @property
    def stuck(self) -> list[str]:
        """Why messages do not go out, in words; empty when they do."""
        waited = self._backlog.outbox_seconds
        return [f"messages have waited for {waited:.0f} s in the outbox"] if waited > STUCK_SECONDS else []

    def say(self) -> dict[str, Any]:
        """Raises TransientError while the database is away; the gauges are up to date all the same."""
        reasons, lately = self._reasons(), self._watch.lately()
        waiting = self._engine.waiting
        self._metrics.ready.set(not reasons)
        self._metrics.waiting.set(waiting)
        self._backlog = found = backlog(self._database, self._clock())
        self._metrics.outbox_commits.set(found.outbox)
        self._metrics.outbox_seconds.set(found.outbox_seconds)
        self._metrics.effects_due.set(found.effects)
        self._metrics.failed_kept.set(found.failed)
        return {
            "reasons": reasons,
            "broker": self._engine.publishes,
            "queues": sorted(lately.queues),
            "waiting": waiting,
            "messages": lately.messages,
            "batch_size": round(lately.messages / lately.batches, 1) if lately.batches else 0.0,
            "lag_seconds": round(lately.critical, 3),
            "backlog": asdict(found),
            "breakers": self._effects.resting()[:_MOST_PARTNERS],
        }
