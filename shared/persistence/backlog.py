"""What waits in a service's database: messages that the broker has not confirmed, effects that are due, failures."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from shared.persistence.mongo import reachable

MOST = 10_000
"""Counting ends here: it is looked at every few seconds."""
_USUAL = timedelta(seconds=5)
_QUERY_MS = 2_000


@dataclass(frozen=True, slots=True)
class Backlog:
    """Only what has waited for longer than five seconds, which is not usual. Ages in seconds, 0 where nothing waits;
    counts up to MOST. failed: messages that wait for somebody, whenever they failed; failed_full: there
    is no room for more."""

    outbox: int = 0
    outbox_seconds: float = 0.0
    effects: int = 0
    effects_seconds: float = 0.0
    failed: int = 0
    failed_full: bool = False


def backlog(database: Database[dict[str, Any]], now: datetime) -> Backlog:
    """Raises UnavailableError, and TooSlowError where it cannot be counted in time."""
    late = now - _USUAL
    with reachable():
        unsent, oldest_unsent = _waiting(database, "outbox", {"at": {"$lt": late}}, "at")
        due = {"state": "due", "due_at": {"$lt": late}, "sandbox": {"$exists": False}}
        effects, oldest_effect = _waiting(database, "effects", due, "due_at")
        failed = database.failed.count_documents({"state": "failed"}, limit=MOST, maxTimeMS=_QUERY_MS)
        limit = database.limits.find_one({"_id": "failed"}, {"full": 1}, max_time_ms=_QUERY_MS)
    full = bool(limit and limit.get("full"))
    return Backlog(unsent, _seconds(now, oldest_unsent), effects, _seconds(now, oldest_effect), failed, full)


def _waiting(
    database: Database[dict[str, Any]], collection: str, fits: dict[str, Any], by: str
) -> tuple[int, datetime | None]:
    oldest = database[collection].find_one(fits, {by: 1}, sort=[(by, 1)], max_time_ms=_QUERY_MS)
    if oldest is None:
        return 0, None
    return database[collection].count_documents(fits, limit=MOST, maxTimeMS=_QUERY_MS), oldest[by]


def _seconds(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, round((now - since).total_seconds(), 1))
