"""Failed messages by cause: service, type of message, error and the place it came from."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from services.operations.queries.stores import MOST, TIME_LIMIT_MS, Databases, Document, seen_by, whole_id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def groups_of(
    databases: Databases,
    tenant: str,
    *,
    state: str = "failed",
    service: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[Document]:
    """Those seen last first, at most `limit` (and MOST) of them.

    after: the position of the last one of the page before.
    Keys: id, service, type, error, place, reason (of one of them), count, first_seen_at, last_seen_at, position.
    """
    wanted = {**seen_by(tenant), "state": state}
    found = [
        group
        for name in ([service] if service else databases)
        for group in _counted(databases[name], name, wanted)
    ]
    found.sort(key=_order, reverse=True)
    if after is not None:
        milliseconds, _, id = after.partition(".")
        place = (_EPOCH + timedelta(milliseconds=int(milliseconds)), id)
        found = [group for group in found if _order(group) < place]
    return [
        _described(databases[group["service"]], wanted, group) for group in found[: max(1, min(limit, MOST))]
    ]


def _counted(database: Database[Document], service: str, wanted: Document) -> list[Document]:
    """From an index alone. A store that is full holds some 100,000 messages."""
    stages: list[dict[str, Any]] = [
        {"$match": wanted},
        {
            "$group": {
                "_id": "$cause",
                "count": {"$sum": 1},
                "first": {"$min": "$first_failed_at"},
                "last": {"$max": "$failed_at"},
            }
        },
    ]
    return [
        {
            "id": whole_id(service, group["_id"]),
            "service": service,
            "count": group["count"],
            "first_seen_at": group["first"],
            "last_seen_at": group["last"],
        }
        for group in database.failed.aggregate(stages, maxTimeMS=TIME_LIMIT_MS)
    ]


def _described(database: Database[Document], wanted: Document, group: Document) -> Document:
    cause = group["id"].partition(".")[2]
    one = database.failed.find_one(
        {**wanted, "cause": cause},
        {"type": 1, "error": 1, "place": 1, "reason": 1},
        sort=[("failed_at", -1), ("_id", -1)],
        max_time_ms=TIME_LIMIT_MS,
    )
    milliseconds = (group["last_seen_at"] - _EPOCH) // timedelta(milliseconds=1)
    shown = {name: one[name] if one else "" for name in ("type", "error", "place", "reason")}
    return {**group, **shown, "position": f"{milliseconds}.{group['id']}"}


def _order(group: Document) -> tuple[datetime, str]:
    return group["last_seen_at"], group["id"]
