"""What was said of a case, for readers. Read-only; served by the collection's own key."""

from typing import Any

from pymongo.database import Database

TIME_LIMIT_MS = 2_000
MOST = 1_000


def comments(
    database: Database[dict[str, Any]], tenant: str, case: str, *, after: str | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """At most `limit` comments of a case, oldest first, from behind the one with the `place` `after`.

    Keys: place (within the case, sorts as the story goes), case, text (the reference of the words in the vault), who
    (kind, id), at.
    """
    begin = f"{case}:{after or ''}"
    rows = (
        database.comments.find(
            {"_id": {"$gt": begin, "$lt": f"{case}:~"}, "tenant": str(tenant)}, max_time_ms=TIME_LIMIT_MS
        )
        .sort("_id", 1)
        .limit(max(1, min(limit, MOST)))
    )
    return [
        {"place": row["_id"].rpartition(":")[2], **{key: row[key] for key in ("case", "text", "who", "at")}}
        for row in rows
    ]
