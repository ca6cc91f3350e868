"""How the platform is. Read from heartbeats and from what operations saw last; works while the broker is away, and
tells when operations itself does not work."""

from datetime import datetime
from typing import Any

from pymongo import DESCENDING
from pymongo.database import Database

from services.operations.collections import HEALTH_CHANGES, SEEN
from services.operations.domain.health import (
    Beat,
    BrokerSeen,
    Health,
    QueueSeen,
    of_all,
    of_broker,
    of_database,
    of_service,
    queues_of,
)
from shared.contracts.catalogue import SERVICES

TIME_LIMIT_MS = 2_000
PROGRAMS = ("gateway", *SERVICES, "stream")
_MOST_PROCESSES = 500


def present(
    operations: Database[dict[str, Any]], heartbeats: Database[dict[str, Any]], now: datetime, language: str
) -> dict[str, Any]:
    """Keys: state, as_of, and parts: name, state, reasons (texts in `language`, "en" or "fr"), processes (host,
    version, started_at, seconds_ago, messages_per_second, batch_size, lag_seconds, queues), waiting (messages in
    its queues, None unknown), oldest_seconds (age of the oldest message or effect that waits, at least), outbox,
    effects_due, failed, partners_at_rest."""
    beats, seen, away = _beats(heartbeats), _broker(operations, now), _away(operations)
    parts = _parts(beats, seen, away)
    return {
        "state": of_all(parts),
        "as_of": now,
        "parts": [_shown(part, beats, seen, language) for part in parts],
    }


def judged(
    operations: Database[dict[str, Any]], heartbeats: Database[dict[str, Any]], now: datetime
) -> list[Health]:
    """State and reasons of every part."""
    return _parts(_beats(heartbeats), _broker(operations, now), _away(operations))


def changes(
    operations: Database[dict[str, Any]], since: datetime, until: datetime, language: str, *, most: int
) -> list[dict[str, Any]]:
    """What changed from `since` until before `until`, the latest first, at most so many. Keys: at, part, state,
    before (None at the first look), reasons."""
    found = operations[HEALTH_CHANGES].find(
        {"at": {"$gte": since, "$lt": until}}, {"_id": 0}, max_time_ms=TIME_LIMIT_MS
    )
    return [
        {**change, "reasons": [one[language] for one in change["reasons"]]}
        for change in found.sort("at", DESCENDING).limit(most)
    ]


def _parts(beats: list[Beat], seen: BrokerSeen | None, away: int) -> list[Health]:
    services = [of_service(name, [b for b in beats if b.service == name], seen) for name in PROGRAMS]
    return [*services, of_broker(seen, beats), of_database(away)]


def _beats(heartbeats: Database[dict[str, Any]]) -> list[Beat]:
    steps: list[dict[str, Any]] = [
        {"$limit": _MOST_PROCESSES},
        {"$addFields": {"age_ms": {"$subtract": ["$$NOW", "$at"]}}},
    ]
    first, *others = PROGRAMS
    steps += [{"$unionWith": {"coll": name, "pipeline": steps[:]}} for name in others]
    found = heartbeats[first].aggregate(steps, maxTimeMS=TIME_LIMIT_MS)
    return [
        Beat(one["service"], one["host"], one["age_ms"] / 1000, one["started_at"], one["at"], one)
        for one in found
    ]


def _broker(operations: Database[dict[str, Any]], now: datetime) -> BrokerSeen | None:
    found = operations[SEEN].find_one({"_id": "broker"}, max_time_ms=TIME_LIMIT_MS)
    if found is None:
        return None
    queues = tuple(
        QueueSeen(q["name"], q["messages"], q["consumers"], _seconds(now, q["since"]))
        for q in found["queues"]
    )
    return BrokerSeen(_seconds(now, found["at"]), found["reached"], queues, found["missing"])


def _away(operations: Database[dict[str, Any]]) -> int:
    found = operations[SEEN].find_one({"_id": "database"}, max_time_ms=TIME_LIMIT_MS)
    return len(found["away"]) if found else 0


def _seconds(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


def _shown(part: Health, beats: list[Beat], seen: BrokerSeen | None, language: str) -> dict[str, Any]:
    living = [beat for beat in beats if beat.service == part.name and beat.lives]
    queues = queues_of(part.name, seen.queues) if seen is not None and seen.reached else []
    backlogs = [beat.said.get("backlog", {}) for beat in living]
    unheard = [queue.waited for queue in queues if queue.messages and not queue.consumers]
    lags = [float(beat.said.get("lag_seconds", 0)) for beat in living]
    stuck = [float(one.get(name, 0)) for one in backlogs for name in ("outbox_seconds", "effects_seconds")]
    return {
        "name": part.name,
        "state": part.state,
        "reasons": [getattr(one, language) for one in part.reasons],
        "processes": [_process(beat) for beat in sorted(living, key=lambda beat: beat.said["_id"])],
        "waiting": sum(queue.messages for queue in queues) if queues else None,
        "oldest_seconds": round(max([*unheard, *lags, *stuck], default=0.0), 1),
        "outbox": max((int(one.get("outbox", 0)) for one in backlogs), default=0),
        "effects_due": max((int(one.get("effects", 0)) for one in backlogs), default=0),
        "failed": max((int(one.get("failed", 0)) for one in backlogs), default=0),
        "partners_at_rest": len({name for beat in living for name in beat.said.get("breakers", ())}),
    }


def _process(beat: Beat) -> dict[str, Any]:
    said = beat.said
    return {
        "host": beat.host,
        "version": said["version"],
        "started_at": beat.started_at,
        "seconds_ago": round(beat.age, 1),
        "messages_per_second": round(said.get("messages", 0) / (said["every_seconds"] or 1), 1),
        "batch_size": said.get("batch_size", 0.0),
        "lag_seconds": said.get("lag_seconds", 0.0),
        "queues": said.get("queues", []),
    }
