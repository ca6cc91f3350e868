"""Reading up to when a ledger is locked, and which of its years are closed."""

from typing import Any

from pymongo.database import Database

from services.accounting.domain.books import books_id

MOST_MS = 2_000
Documents = Database[dict[str, Any]]


def books(database: Documents, tenant: str, ledger: str) -> dict[str, Any]:
    """Keys: ledger, locked_until (None when every day is open) and closed_years [{year, closed_at, result, entry,
    number}], oldest first. A ledger in which nothing was ever posted is open."""
    row = database.books.find_one({"_id": books_id(tenant, ledger), "tenant": tenant}, max_time_ms=MOST_MS)
    closed = [
        {**year, "entry": year["entry"] or None, "number": year["number"] or None}
        for year in (row or {}).get("closed", ())
    ]
    return {"ledger": ledger, "locked_until": (row or {}).get("locked_until"), "closed_years": closed}
