"""Shipments with their parcels and what carriers said of them, for readers."""

from datetime import datetime
from typing import Any

from pymongo.database import Database

from services.logistics.domain.shipment import shipment_id
from services.logistics.queries.stock import TIME_LIMIT_MS

MOST = 200
STATES = ("dispatched", "recalled")
MOST_EVENTS = 1000
"""Carrier events shown with a shipment, the latest ones."""


def shipment(database: Database[dict[str, Any]], tenant: str, id: str) -> dict[str, Any] | None:
    """One shipment, None also for one that was recalled before it was ever made.

    Keys: id, case, warehouse, state (dispatched, recalled), at, promised_on (an ISO date or None), late, parcels
    (tracking, contents, status, heard_at, place) and events in order of the carriers' clocks (tracking, status, at,
    place, recorded_at, effect: moved, heard, late, unknown_parcel).
    """
    document = database.shipments.find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    if document is None or not document["parcels"]:
        return None
    return {**_shown(document), "events": _events(database, id)}


def shipment_of(database: Database[dict[str, Any]], tenant: str, case: str) -> dict[str, Any] | None:
    """The shipment of a case, as in `shipment`."""
    return shipment(database, tenant, shipment_id(case))


def shipments(
    database: Database[dict[str, Any]],
    tenant: str,
    *,
    case: str | None = None,
    state: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Shipments by when they left, newest first, at most `limit` and never more than MOST, with the keys of
    `shipment` but its events. case: the one of this case; since, until: from the first until before the second
    instant; before: the id of the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "state": {"$in": list(STATES)} if state is None else state}
    if case is not None:
        wanted["_id"] = {"$in": [shipment_id(case), shipment_id(case, rest=True)]}
    bounds: list[dict[str, Any]] = [{"at": {"$gte": since}}] if since is not None else []
    bounds += [{"at": {"$lt": until}}] if until is not None else []
    if before is not None:
        last = database.shipments.find_one({"_id": before, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
        if last is None:
            return []
        bounds += [
            {"at": {"$lte": last["at"]}},
            {"$or": [{"at": {"$lt": last["at"]}}, {"_id": {"$lt": before}}]},
        ]
    # A recall that came before its shipment left a mark without parcels: nothing was ever sent.
    sent = {"parcels.0": {"$exists": True}}
    rows = database.shipments.find({"$and": [wanted, *bounds, sent]}, max_time_ms=TIME_LIMIT_MS)
    found = rows.sort([("at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST)))
    return [_shown(document) for document in found]


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    same = ("case", "warehouse", "state", "at", "parcels")
    promise = {"promised_on": document.get("promised_on"), "late": document.get("late", False)}
    return {"id": document["_id"], **{name: document[name] for name in same}, **promise}


def _events(database: Database[dict[str, Any]], id: str) -> list[dict[str, Any]]:
    latest = (
        database.parcel_events.find({"shipment": id}, max_time_ms=TIME_LIMIT_MS)
        .sort("at", -1)
        .limit(MOST_EVENTS)
    )
    shown = ("tracking", "status", "at", "place", "recorded_at", "effect")
    return [{key: document[key] for key in shown} for document in latest][::-1]
