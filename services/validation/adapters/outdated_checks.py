"""Finds the checks that were run in another version than today's, after a release has changed one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

KEPT_OPEN = timedelta(days=90)
"""Cases that were handed over earlier are not looked at: hardly any of them is still open."""

_TOGETHER = 500


def mark_outdated(database: Database[dict[str, Any]], versions: Mapping[str, int], now: datetime) -> int:
    """How many checks are due to be looked at again. Does nothing while the versions are those of the last time; what
    a crash has left unmarked is marked the next time, since the versions are noted last."""
    known = database.editions.find_one({"_id": "catalogue"})
    if known is not None and known["versions"] == dict(versions):
        return 0
    marked = 0 if known is None else _mark(database, versions, now)
    database.editions.replace_one(
        {"_id": "catalogue"}, {"versions": dict(versions), "noted_at": now}, upsert=True
    )
    return marked


def _mark(database: Database[dict[str, Any]], versions: Mapping[str, int], now: datetime) -> int:
    """Ids of cases begin with the time of receipt, and ids of checks with those of cases."""
    first = f"case_{int((now - KEPT_OPEN).timestamp() * 1000):012x}"
    found = database.checks.find(
        {"_id": {"$gte": first}, "state": "done", "due_at": None}, {"versions": 1}
    ).batch_size(_TOGETHER)
    marked, batch = 0, []
    for check in found:
        if any(versions.get(name) != number for name, number in check.get("versions", {}).items()):
            batch.append(_due(check["_id"], now))
        if len(batch) == _TOGETHER:
            marked += database.checks.bulk_write(batch, ordered=False).modified_count
            batch = []
    if batch:
        marked += database.checks.bulk_write(batch, ordered=False).modified_count
    return marked


def _due(id: str, now: datetime) -> UpdateOne:
    """The version counts up, so that a decision that is under way is made anew."""
    return UpdateOne({"_id": id, "due_at": None}, {"$set": {"due_at": now}, "$inc": {"version": 1}})
