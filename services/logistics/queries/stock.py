"""Stock items, for readers."""

from collections.abc import Collection
from typing import Any

from pymongo.database import Database

from services.logistics.domain.sandbox import on_shelf
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


def _of_a_trial(tenant: str, warehouse: str, article: str) -> dict[str, Any] | None:
    """What a sandbox has on its shelf without any movement."""
    pieces = on_shelf(tenant, article)
    if not pieces:
        return None
    shelf = {"on_hand": pieces, "reserved": 0, "available": pieces, "waiting": 0}
    return {"warehouse": warehouse, "article": article, **shelf}


def stock_item(database: Documents, tenant: str, warehouse: str, article: str) -> dict[str, Any] | None:
    """One item: warehouse, article, on_hand, reserved, available (pieces) and waiting (cases on backorder for it)."""
    document = database.stock_items.find_one(
        {"_id": item_id(tenant, warehouse, article)}, max_time_ms=TIME_LIMIT_MS
    )
    return _item(document) if document else _of_a_trial(tenant, warehouse, article)


def stock_items(
    database: Documents, tenant: str, warehouse: str, *, after: str = "", limit: int = 100
) -> list[dict[str, Any]]:
    """The items of a warehouse in order of article, keys as in `stock_item`; `after` is the last article seen."""
    wanted = {"tenant": tenant, "warehouse": warehouse, "article": {"$gt": after}}
    cursor = database.stock_items.find(wanted, max_time_ms=TIME_LIMIT_MS).sort("article").limit(limit)
    return [_item(document) for document in cursor]


def stock_of(
    database: Documents, tenant: str, warehouse: str, articles: Collection[str]
) -> dict[str, dict[str, Any]]:
    """The items of these articles that there are in a warehouse, by article, keys as in `stock_item`."""
    ids = [item_id(tenant, warehouse, article) for article in articles]
    found = database.stock_items.find({"_id": {"$in": ids}, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    known = {document["article"]: _item(document) for document in found}
    trials = {
        article: _of_a_trial(tenant, warehouse, article) for article in articles if article not in known
    }
    return known | {article: item for article, item in trials.items() if item is not None}
