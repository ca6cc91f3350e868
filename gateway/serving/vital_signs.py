"""What a worker of the gateway tells of itself: heartbeat, measures, and the endpoints that only operators reach."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from gateway.serving.request_metrics import RequestMetrics
from shared.persistence.heartbeat_store import HeartbeatStore
from shared.persistence.mongo import reachable
from shared.runtime.health import Checks, HealthServer
from shared.telemetry.heartbeats import Heartbeats

_USUAL = timedelta(seconds=5)
_MOST = 10_000
_QUERY_MS = 2_000


class VitalSigns:
    """Begins after the fork. bind: `host:port` where every worker answers for all of them, empty for nowhere; checks:
    as HealthServer has them; say: what the heartbeat tells."""

    def __init__(
        self,
        service: str,
        mongo: MongoClient[dict[str, Any]],
        environ: Mapping[str, str],
        bind: str,
        metrics: RequestMetrics,
        checks: Checks,
        say: Callable[[], Mapping[str, Any]],
        every: float,
    ) -> None:
        self._heartbeats = Heartbeats(service, HeartbeatStore(mongo, service), environ, say, every)
        self._open: Callable[[], HealthServer] | None = (
            (lambda: HealthServer(bind, checks, metrics.exposition, shared=True)) if bind else None
        )
        self._server: HealthServer | None = None

    def start(self) -> None:
        if self._open is not None:
            self._server = self._open()
            self._server.start()
        self._heartbeats.start()

    def stop(self) -> None:
        self._heartbeats.stop(within=1)
        if self._server is not None:
            self._server.stop()


def unsent(database: Database[dict[str, Any]], metrics: RequestMetrics) -> dict[str, Any]:
    """How many accepted requests have waited for the broker for more than five seconds, and for how long the oldest:
    as a service's heartbeat tells of its outbox. Raises UnavailableError."""
    now = datetime.now(UTC)
    late = {"unsent": True, "created_at": {"$lt": now - _USUAL}}
    with reachable():
        oldest = database.requests.find_one(
            late, {"created_at": 1}, sort=[("created_at", 1)], max_time_ms=_QUERY_MS
        )
        count = database.requests.count_documents(late, limit=_MOST, maxTimeMS=_QUERY_MS) if oldest else 0
    seconds = round((now - oldest["created_at"]).total_seconds(), 1) if oldest else 0.0
    metrics.unsent.set(count)
    metrics.unsent_seconds.set(seconds)
    return {"outbox": count, "outbox_seconds": seconds, "effects": 0, "effects_seconds": 0.0, "failed": 0}
