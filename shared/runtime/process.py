"""Everything that runs in one process of a service, put together: engine, effect worker, keeper, health."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from shared.contracts.catalogue import received_by
from shared.contracts.errors import CoulisseError
from shared.persistence.effect_store import EffectStore
from shared.persistence.failed_capacity import Capacity
from shared.persistence.heartbeat_store import HeartbeatStore
from shared.persistence.hold_store import HoldStore
from shared.persistence.keeper_store import KeeperStore
from shared.persistence.mongo import connect
from shared.persistence.mongo_store import MongoStore
from shared.persistence.replica_store import ReplicaStore
from shared.persistence.sandbox_clocks import DATABASE as SANDBOX
from shared.persistence.sandbox_clocks import SandboxClocks
from shared.runtime.clock import Clock, system_clock
from shared.runtime.effects import EffectWorker
from shared.runtime.engine import Engine
from shared.runtime.health import HealthServer
from shared.runtime.holding import Holding
from shared.runtime.keeper import Keeper
from shared.runtime.keeper_turns import KeeperTurns
from shared.runtime.membership import Membership
from shared.runtime.pulse import Pulse
from shared.runtime.room import Room
from shared.runtime.settings import RuntimeSettings
from shared.runtime.watching import Watch
from shared.telemetry.heartbeats import Heartbeats
from shared.telemetry.runtime_metrics import RuntimeMetrics
from shared.telemetry.tracing import Tracing

log = structlog.get_logger(__name__)


class TableError(CoulisseError):
    """A service's table does not handle exactly the messages that the contract sends it."""


def check_table(room: Room) -> None:
    """Raises TableError naming what is missing, foreign or there twice."""
    handled = [row.message for row in room.table]
    expected = set(received_by(room.name))
    missing = sorted(kind.definition.type for kind in expected - set(handled))
    foreign = sorted(kind.definition.type for kind in set(handled) - expected)
    twice = sorted({kind.definition.type for kind in handled if handled.count(kind) > 1})
    if missing or foreign or twice:
        raise TableError(
            f"{room.name}: no row for {missing}, rows for foreign {foreign}, more than one for {twice}"
        )


class ServiceProcess:
    """One process of one service, from its environment."""

    def __init__(
        self,
        build: Callable[[Mapping[str, str]], Room],
        environ: Mapping[str, str],
        clock: Clock = system_clock,
    ) -> None:
        self._started = False
        settings = RuntimeSettings.read(environ)
        self._most_silent = settings.silent_seconds
        room = build(environ)
        check_table(room)
        self.name = room.name
        database = f"coulisse_{room.name}"
        self._client = connect(settings.mongodb_url, name=f"{room.name} {settings.process}")
        capacity = Capacity(settings.failed_most, settings.failed_most_bytes)
        store = MongoStore(self._client, database, room.collections, capacity)
        clocks = SandboxClocks(self._client[SANDBOX])
        metrics = RuntimeMetrics()
        self._tracing = Tracing(room.name, environ)
        watch = Watch(room.name, metrics, self._tracing)
        self._engine = Engine(room, settings, store, clock, clocks, watch if settings.metrics else None)
        self._effects = EffectWorker(
            room.name,
            room.performers(self._client),
            EffectStore(self._client, database, clocks),
            self._engine.publish_soon,
            self._engine.on_effects,
            clock,
            settings.effect_threads,
            settings.breaker_seconds,
            watch=watch if settings.metrics else None,
        )
        metrics.watch_breakers(self._effects.resting)
        turns = KeeperTurns(
            room,
            room.chores(self._client),
            KeeperStore(self._client[database], clocks),
            store,
            self._engine.publish_soon,
            self._engine.send_soon,
            clock,
            settings.process,
            timedelta(seconds=settings.sweep_seconds),
            lambda: self._engine.publishes,
            self._tracing.begun,
        )
        self._keeper = Keeper(room.name, turns)
        self._membership = Membership(
            room.name,
            settings.process,
            ReplicaStore(self._client[database]),
            lambda: self._engine.attachment,
            self._engine.share,
        )
        self._pulse = Pulse(
            self._client[database], self._engine, self._effects, watch, metrics, self._reasons, clock
        )
        self._heartbeats = Heartbeats(
            room.name,
            HeartbeatStore(self._client, room.name),
            environ,
            self._pulse.say,
            settings.heartbeat_seconds,
        )
        checks = {"/livez": self.broken, "/readyz": self._reasons, "/startupz": self.not_started}
        self._holding = Holding(settings.process, HoldStore(self._client[database]), self._engine)
        self._health = (
            HealthServer(settings.health_bind, checks, metrics.exposition) if settings.health_bind else None
        )

    def start(self) -> None:
        if self._health is not None:
            self._health.start()
        self._holding.start()
        self._engine.start()
        self._effects.start()
        self._keeper.start()
        self._membership.start()
        self._heartbeats.start()
        self._started = True
        log.info("service.started", service=self.name)

    def broken(self) -> list[str]:
        """Why this process must be replaced; empty when it is well."""
        failures = {"engine": self._engine.failure, "effect worker": self._effects.failure}
        reasons = [
            f"the {part} stopped: {failure!r}" for part, failure in failures.items() if failure is not None
        ]
        if (silent := self._engine.silent_for) > self._most_silent:
            reasons.append(f"the engine has not turned for {silent:.0f} s")
        if self._started:
            threads = {
                "keeper": self._keeper.alive,
                "membership": self._membership.alive,
                "holding": self._holding.alive,
            }
            reasons += [f"the {part} stopped" for part, alive in threads.items() if not alive]
        return reasons

    def not_ready(self) -> list[str]:
        """Why this process does no work at present; empty when it does."""
        return [*self._engine.not_ready_because(), *self._pulse.stuck]

    def not_started(self) -> list[str]:
        """What of its start is not done yet; a server that is away holds up readiness, not the start."""
        return [] if self._started else ["its parts are being started"]

    def _reasons(self) -> list[str]:
        return [*self.broken(), *self.not_ready()]

    def stop(self) -> None:
        """Finish what is in hand, under 20 seconds: each part has its share of them."""
        self._started = False
        self._heartbeats.stop(within=1)
        self._membership.stop(within=1)
        self._holding.stop(within=1)
        self._keeper.stop(within=2)
        self._effects.stop(within=7)
        self._engine.stop(within=5)
        if self._health is not None:
            self._health.stop()
        self._tracing.stop()
        self._client.close()
        log.info("service.stopped", service=self.name)
