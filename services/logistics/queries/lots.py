"""Lots: what lies where, until when, and who had pieces of them."""

from typing import Any

from pymongo.database import Database

from services.logistics.domain.lot_recalling import lot_recall_id
from services.logistics.domain.movement import trace_of_lot, trace_of_serial
from services.logistics.domain.stock_item import article_of
from services.logistics.queries.stock import TIME_LIMIT_MS

MOST = 200
Documents = Database[dict[str, Any]]


def lots(
    database: Documents,
    tenant: str,
    warehouse: str,
    article: str,
    *,
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """The lots of an article in a warehouse, first out first, those without pieces too. Keys: key, lot (None when
    unknown), serial (None for a lot of several), expires_on, on_hand, state (good, expired, recalled). after: the
    key of the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "warehouse": warehouse, "article": article}
    if after is not None:
        wanted["order"] = {"$gt": after}
    rows = database.lots.find(wanted, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort([("order", 1), ("_id", 1)]).limit(max(1, min(limit, MOST)))
    return [_lot(row) for row in found]


def _lot(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": row["order"],
        "lot": row["lot"] or None,
        "serial": row["serial"] or None,
        "expires_on": row["expires_on"],
        "on_hand": row["on_hand"],
        "state": row["state"],
    }


def shipments_of(
    database: Documents,
    tenant: str,
    article: str,
    *,
    lot: str = "",
    serial: str = "",
    before: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Which shipments had pieces of a lot, or the piece of a serial number, newest first. Keys: id (of the
    movement), at, shipment, warehouse, quantity (pieces of it) and serials. before: the id of the last one of the
    page before."""
    trace = trace_of_serial(article, serial) if serial else trace_of_lot(article, lot)
    wanted: dict[str, Any] = {
        "tenant": tenant,
        "traces": trace,
        "traces.0": {"$exists": True},
        "reason": "shipment",
    }
    if before is not None:
        last = database.movements.find_one({"_id": before, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
        if last is None:
            return []
        wanted["at"] = {"$lte": last["at"]}
        wanted["$or"] = [{"at": {"$lt": last["at"]}}, {"_id": {"$lt": before}}]
    rows = database.movements.find(wanted, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort([("at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST)))
    return [_shipped(row, article, lot, serial) for row in found]


def _shipped(row: dict[str, Any], article: str, lot: str, serial: str) -> dict[str, Any]:
    lines = [
        line
        for line in row["lines"]
        if article_of(line["item"]) == article and (line["lot"] == lot if lot else serial in line["serials"])
    ]
    serials = [serial] if serial else [number for line in lines for number in line["serials"]]
    return {
        "id": row["_id"],
        "at": row["at"],
        "shipment": row["source"],
        "warehouse": row["warehouse"],
        "quantity": 1 if serial else -sum(line["quantity"] for line in lines),
        "serials": serials,
    }


def recall_of(database: Documents, tenant: str, article: str, lot: str) -> dict[str, Any] | None:
    """Why, when and by whom a lot was recalled, None when it was not. Keys: article, lot, reason, at, actor."""
    id = lot_recall_id(tenant, article, lot)
    row = database.lot_recalls.find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    return {name: row[name] for name in ("article", "lot", "reason", "at", "actor")} if row else None
