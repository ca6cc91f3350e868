"""Claims about lost and returned parcels, for readers."""

from typing import Any

from pymongo.database import Database

from services.logistics.queries.stock import TIME_LIMIT_MS

MOST = 200
STATES = ("open", "closed")
_SAME = (
    "case", "shipment", "tracking", "kind", "contents", "worth", "opened_at", "outcome", "paid", "note", "closed_at",
)  # fmt: skip
Documents = Database[dict[str, Any]]


def claims(
    database: Documents, tenant: str, *, state: str = "open", before: str | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Newest first, at most `limit` and never more than MOST; keys: id, state, case, shipment, tracking, kind
    (lost, returned), contents, worth, opened_at, outcome (None while open), paid, note, closed_at. before: the id
    of the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "is_open": state == "open"}
    if before is not None:
        last = database.claims.find_one({"_id": before, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
        if last is None:
            return []
        at = last["opened_at"]
        wanted["opened_at"] = {"$lte": at}
        wanted["$or"] = [{"opened_at": {"$lt": at}}, {"_id": {"$lt": before}}]
    rows = database.claims.find(wanted, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort([("opened_at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST)))
    return [_claim(row) for row in found]


def claim(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """One of them."""
    row = database.claims.find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    return _claim(row) if row else None


def _claim(row: dict[str, Any]) -> dict[str, Any]:
    state = "open" if row["is_open"] else "closed"
    shown = {name: row[name] for name in _SAME} | {"outcome": row["outcome"] or None}
    return {"id": row["_id"], "state": state, **shown}
