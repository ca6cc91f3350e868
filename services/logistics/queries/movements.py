"""Stock movements, for readers and for an ERP that fetches them."""

from datetime import datetime
from typing import Any, Literal

from pymongo.database import Database

from services.logistics.domain.stock_item import item_id
from services.logistics.queries.stock import TIME_LIMIT_MS

MOST = 1000
KINDS = ("receipt", "shipment", "count", "recall", "return", "give_back")
State = Literal["unacknowledged", "acknowledged"]
Documents = Database[dict[str, Any]]
_BY_ITEM = [("lines.item", 1)]
_BY_WAREHOUSE = [("tenant", 1), ("warehouse", 1)]
_NEWEST_FIRST = [("reason", 1), ("at", -1), ("_id", -1)]


def movements(
    database: Documents,
    tenant: str,
    warehouse: str,
    *,
    article: str | None = None,
    kind: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Why quantities on hand changed in a warehouse, newest first, at most `limit` and never more than MOST.

    since, until: from the first until before the second instant; before: the id of the last one of the page before.
    Keys: id, at, kind (see KINDS), warehouse, source (id of the receipt, shipment or count), reference, actor,
    lines [{article, quantity, amount, lot, serials}] (pieces and their worth, negative when they went; with
    `article` its lines alone) and erp {state, reference}, for an ERP that pulls.
    """
    item = item_id(tenant, warehouse, article) if article is not None else None
    wanted: dict[str, Any] = {"reason": {"$in": list(KINDS)} if kind is None else kind}
    wanted |= {"lines.item": item} if item is not None else {"tenant": tenant, "warehouse": warehouse}
    bounds: list[dict[str, Any]] = [{"at": {"$gte": since}}] if since is not None else []
    bounds += [{"at": {"$lt": until}}] if until is not None else []
    if before is not None:
        last = database.movements.find_one({"_id": before, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
        if last is None:
            return []
        bounds += [
            {"at": {"$lte": last["at"]}},
            {"$or": [{"at": {"$lt": last["at"]}}, {"_id": {"$lt": before}}]},
        ]
    # Else the planner may take the index of what is not synced yet, and sort.
    index = [*_BY_ITEM, *_NEWEST_FIRST] if item is not None else [*_BY_WAREHOUSE, *_NEWEST_FIRST]
    rows = database.movements.find({"$and": [wanted, *bounds]}, max_time_ms=TIME_LIMIT_MS).hint(index)
    found = rows.sort([("at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST)))
    return [_movement(document, item) for document in found]


def pulled_movements(
    database: Documents,
    tenant: str,
    *,
    state: State = "unacknowledged",
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Movements that an ERP is to fetch, or has acknowledged, oldest first, with the keys of `movements`; after: the
    id of the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "synced": state == "acknowledged"}
    if after is not None:
        last = database.movements.find_one({"_id": after, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
        if last is None:
            return []
        wanted |= {"at": {"$gte": last["at"]}, "$or": [{"at": {"$gt": last["at"]}}, {"_id": {"$gt": after}}]}
    rows = database.movements.find(wanted, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort([("at", 1), ("_id", 1)]).limit(max(1, min(limit, MOST)))
    return [_movement(document, None) for document in found]


def known_movements(database: Documents, tenant: str, ids: list[str]) -> set[str]:
    """Those of these ids that are movements of this tenant."""
    rows = database.movements.find(
        {"_id": {"$in": ids}, "tenant": tenant}, {"_id": 1}, max_time_ms=TIME_LIMIT_MS
    )
    return {row["_id"] for row in rows}


def acknowledgement(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """What became of a list of acknowledgements, None before it was decided. Keys: id, at and items [{id, reference,
    result, known_reference}]; result: acknowledged, already_acknowledged, other_reference or unknown."""
    row = database.acknowledgements.find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    if row is None:
        return None
    items = [{**item, "known_reference": item["known_reference"] or None} for item in row["items"]]
    return {"id": row["_id"], "at": row["at"], "items": items}


def _movement(document: dict[str, Any], item: str | None) -> dict[str, Any]:
    lines = [line for line in document["lines"] if item is None or line["item"] == item]
    return {
        "id": document["_id"],
        "at": document["at"],
        "kind": document["reason"],
        "warehouse": document["warehouse"],
        "source": document["source"],
        "reference": document["reference"] or None,
        "actor": document["actor"] or None,
        "lines": [_line(line) for line in lines],
        "erp": {
            "state": "acknowledged" if document["synced"] else "unacknowledged",
            "reference": document["erp_reference"] or None,
        },
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "article": _article(line["item"]),
        "quantity": line["quantity"],
        "amount": line.get("amount", "0"),
        "lot": line.get("lot") or None,
        "serials": line.get("serials", []),
    }


def _article(item: str) -> str:
    """The article of an item's id, which is escaped when it holds a slash."""
    return item.rpartition("/")[2].replace("%2F", "/").replace("%25", "%")
