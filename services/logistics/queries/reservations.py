"""Reservations, for readers."""

from typing import Any

from pymongo.database import Database

from services.logistics.queries.stock import TIME_LIMIT_MS


def reservation_of(database: Database[dict[str, Any]], tenant: str, case: str) -> dict[str, Any] | None:
    """What a case has of a warehouse.

    Keys: case, warehouse, state (waiting, reserved, shipped, released), since, lines (article and quantity), and
    waits_for (the article in whose queue it stands, empty unless it waits).
    """
    document = database.reservations.find_one({"_id": case, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    if document is None:
        return None
    articles = dict(zip(document["items"], document["lines"], strict=True))
    held_up_by = articles.get(document["waits_for"])
    return {
        "case": document["_id"],
        "warehouse": document["warehouse"],
        "state": document["state"],
        "since": document["since"],
        "lines": document["lines"],
        "waits_for": held_up_by["article"] if held_up_by else "",
    }
