"""Shipments with their parcels and what carriers said of them, for readers."""

from typing import Any

from pymongo.database import Database

from services.logistics.domain.shipment import shipment_id
from services.logistics.queries.stock import TIME_LIMIT_MS

MOST_EVENTS = 1000
"""Carrier events shown with a shipment, the latest ones."""


def shipment(database: Database[dict[str, Any]], tenant: str, id: str) -> dict[str, Any] | None:
    """One shipment, None also for one that was recalled before it was ever made.

    Keys: id, case, warehouse, state (dispatched, recalled), at, parcels (tracking, contents, status, heard_at, place)
    and events in order of the carriers' clocks (tracking, status, at, place, recorded_at, effect: moved, heard, late,
    unknown_parcel).
    """
    document = database.shipments.find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    if document is None or not document["parcels"]:
        return None
    return {
        "id": document["_id"],
        "case": document["case"],
        "warehouse": document["warehouse"],
        "state": document["state"],
        "at": document["at"],
        "parcels": document["parcels"],
        "events": _events(database, id),
    }


def shipment_of(database: Database[dict[str, Any]], tenant: str, case: str) -> dict[str, Any] | None:
    """The shipment of a case, as in `shipment`."""
    return shipment(database, tenant, shipment_id(case))


def _events(database: Database[dict[str, Any]], id: str) -> list[dict[str, Any]]:
    latest = (
        database.parcel_events.find({"shipment": id}, max_time_ms=TIME_LIMIT_MS)
        .sort("at", -1)
        .limit(MOST_EVENTS)
    )
    shown = ("tracking", "status", "at", "place", "recorded_at", "effect")
    return [{key: document[key] for key in shown} for document in latest][::-1]
