"""Full counts of warehouses, for readers."""

from typing import Any

from pymongo.database import Database

from services.logistics.queries.stock import TIME_LIMIT_MS

MOST = 200
_SAME = (
    "warehouse", "state", "frozen", "opened_at", "opened_by", "counts", "pieces", "value", "closed_at", "closed_by",
)  # fmt: skip
Documents = Database[dict[str, Any]]


def count_lists(
    database: Documents, tenant: str, *, before: str | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Newest first; keys: id, warehouse, state (open, closed), frozen, opened_at, opened_by, counts, pieces, value
    (the differences in all), closed_at, closed_by. before: the id of the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant}
    if before is not None:
        last = database.count_lists.find_one({"_id": before, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
        if last is None:
            return []
        wanted["opened_at"] = {"$lte": last["opened_at"]}
        wanted["$or"] = [{"opened_at": {"$lt": last["opened_at"]}}, {"_id": {"$lt": before}}]
    rows = database.count_lists.find(wanted, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort([("opened_at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST)))
    return [_shown(row) for row in found]


def count_list(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """One of them."""
    row = database.count_lists.find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    return _shown(row) if row else None


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["_id"], **{name: row[name] for name in _SAME}, "closed_by": row["closed_by"] or None}


def to_count(
    database: Documents, tenant: str, warehouse: str, list: str, *, after: str = "", limit: int = 50
) -> list[dict[str, Any]]:
    """The articles of a count's warehouse in order of their codes: article, on_hand (by the books) and counted
    (whether this count has it). after: the last article of the page before."""
    wanted = {"tenant": tenant, "warehouse": warehouse, "article": {"$gt": after}}
    rows = database.stock_items.find(wanted, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort("article", 1).limit(max(1, min(limit, MOST)))
    return [
        {
            "article": row["article"],
            "on_hand": row["on_hand"] - row["missing"],
            "counted": row.get("counted_in") == list,
        }
        for row in found
    ]
