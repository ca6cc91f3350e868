"""Stock items, for readers."""

from collections.abc import Collection
from typing import Any

from pymongo.database import Database

from services.logistics.domain.reorder_rule import ReorderRule
from services.logistics.domain.sandbox import on_shelf
from services.logistics.domain.stock_item import item_id

Documents = Database[dict[str, Any]]

TIME_LIMIT_MS = 2000


def _item(document: dict[str, Any]) -> dict[str, Any]:
    free = document["on_hand"] - document["reserved"] - document["missing"] - document.get("blocked", 0)
    return {
        "warehouse": document["warehouse"],
        "article": document["article"],
        "on_hand": document["on_hand"],
        "reserved": document["reserved"],
        "available": max(0, free),
        "waiting": document["waiting"],
        "blocked": document.get("blocked", 0),
        "value": document.get("value", "0"),
        "low": document.get("low", False),
        "counted_in": document.get("counted_in") or None,
        "reorder": document.get("reorder"),
    }


def _of_a_trial(tenant: str, warehouse: str, article: str) -> dict[str, Any] | None:
    """What a sandbox has on its shelf without any movement."""
    pieces = on_shelf(tenant, article)
    if not pieces:
        return None
    shelf = {"on_hand": pieces, "reserved": 0, "missing": 0, "waiting": 0}
    return _item({"warehouse": warehouse, "article": article, **shelf})


def stock_item(database: Documents, tenant: str, warehouse: str, article: str) -> dict[str, Any] | None:
    """One item: warehouse, article, on_hand, reserved, available, blocked (pieces), waiting (cases on backorder for
    it), value (of what is on hand, a decimal text), low and reorder {point, up_to, pack} or None, and counted_in
    (the full count that it was last counted in)."""
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


def low_items(
    database: Documents, tenant: str, *, after: str | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """What runs low in any warehouse, with the keys of `stock_item`, `key` (`warehouse/article`) and `proposed`, the
    pieces to order. after: the key of the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "low": True}
    if after is not None:
        warehouse, _, article = after.partition("/")
        wanted["$or"] = [
            {"warehouse": warehouse, "article": {"$gt": article}},
            {"warehouse": {"$gt": warehouse}},
        ]
    rows = database.stock_items.find(wanted, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort([("warehouse", 1), ("article", 1)]).limit(max(1, min(limit, 200)))
    return [_proposed(_item(document)) for document in found]


def _proposed(item: dict[str, Any]) -> dict[str, Any]:
    rule = ReorderRule(**item["reorder"])
    key = f"{item['warehouse']}/{item['article']}"
    return {"key": key, **item, "proposed": rule.proposed(item["available"])}


def valuation(database: Documents, tenant: str) -> list[dict[str, Any]]:
    """What lies in each warehouse and what it cost, in order of their codes: warehouse, articles (with pieces on
    hand), pieces and value (a decimal text)."""
    rows = database.stock_items.aggregate(
        [
            {"$match": {"tenant": tenant, "on_hand": {"$gt": 0}}},
            {
                "$group": {
                    "_id": "$warehouse",
                    "articles": {"$sum": 1},
                    "pieces": {"$sum": "$on_hand"},
                    "value": {"$sum": {"$toDecimal": {"$ifNull": ["$value", "0"]}}},
                }
            },
            {"$sort": {"_id": 1}},
        ],
        maxTimeMS=5 * TIME_LIMIT_MS,
    )
    return [
        {
            "warehouse": row["_id"],
            "articles": row["articles"],
            "pieces": row["pieces"],
            "value": f"{row['value'].to_decimal():.2f}",
        }
        for row in rows
    ]
