"""Stock items and their movements, for readers."""

from datetime import datetime
from typing import Any

from pymongo import DESCENDING
from pymongo.database import Database

from services.logistics.domain.stock_item import item_id

Documents = Database[dict[str, Any]]

TIME_LIMIT_MS = 2000


def _item(document: dict[str, Any]) -> dict[str, Any]:
    free = document["on_hand"] - document["reserved"] - document["missing"]
    return {
        "warehouse": document["warehouse"],
        "article": document["article"],
        "on_hand": document["on_hand"],
        "reserved": document["reserved"],
        "available": max(0, free),
        "waiting": document["waiting"],
    }


def stock_item(database: Documents, tenant: str, warehouse: str, article: str) -> dict[str, Any] | None:
    """One item: warehouse, article, on_hand, reserved, available (pieces) and waiting (cases on backorder for it)."""
    document = database.stock_items.find_one(
        {"_id": item_id(tenant, warehouse, article)}, max_time_ms=TIME_LIMIT_MS
    )
    return _item(document) if document else None


def stock_items(
    database: Documents, tenant: str, warehouse: str, *, after: str = "", limit: int = 100
) -> list[dict[str, Any]]:
    """The items of a warehouse in order of article, keys as in `stock_item`; `after` is the last article seen."""
    wanted = {"tenant": tenant, "warehouse": warehouse, "article": {"$gt": after}}
    cursor = database.stock_items.find(wanted, max_time_ms=TIME_LIMIT_MS).sort("article").limit(limit)
    return [_item(document) for document in cursor]


def movements(
    database: Documents,
    tenant: str,
    warehouse: str,
    article: str,
    *,
    before: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """Why an item's quantity on hand changed, newest first.

    Keys: id, at, reason (receipt, shipment, count, recall), quantity (pieces, negative when they went), source (id of
    the receipt, shipment or count), reference, actor. `before` is `at` and `id` of the last one seen.
    """
    item = item_id(tenant, warehouse, article)
    wanted: dict[str, Any] = {"lines.item": item}
    if before is not None:
        at, id = before
        wanted |= {"at": {"$lte": at}, "$or": [{"at": {"$lt": at}}, {"_id": {"$lt": id}}]}
    order = [("at", DESCENDING), ("_id", DESCENDING)]
    cursor = database.movements.find(wanted, max_time_ms=TIME_LIMIT_MS).sort(order).limit(limit)
    return [_movement(document, item) for document in cursor]


def _movement(document: dict[str, Any], item: str) -> dict[str, Any]:
    return {
        "id": document["_id"],
        "at": document["at"],
        "reason": document["reason"],
        "quantity": sum(line["quantity"] for line in document["lines"] if line["item"] == item),
        "source": document["source"],
        "reference": document["reference"],
        "actor": document["actor"],
    }
