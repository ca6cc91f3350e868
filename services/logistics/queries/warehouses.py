"""An organisation's warehouses, for readers."""

from typing import Any

from pymongo.database import Database

from services.logistics.queries.stock import TIME_LIMIT_MS

Documents = Database[dict[str, Any]]


def warehouses(database: Documents, tenant: str) -> dict[str, Any]:
    """rule, and items in order of definition: code, name, line1, postcode, city, country, latitude, longitude
    (decimal texts or None), cut_off, transit_days, pieces_per_parcel, active and frozen_by (a count, or None)."""
    house = database.houses.find_one({"_id": tenant, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    if house is None:
        return {"rule": "nearest", "items": []}
    items = [{**one, "frozen_by": one["frozen_by"] or None} for one in house["warehouses"]]
    return {"rule": house["rule"], "items": items}


def warehouse(database: Documents, tenant: str, code: str) -> dict[str, Any] | None:
    """One of them, with the keys of `warehouses`' items."""
    return next((one for one in warehouses(database, tenant)["items"] if one["code"] == code), None)
