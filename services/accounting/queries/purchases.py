"""Reading suppliers' invoices.

Each reads as: id (the case's), case, ledger, state (posted or reversed), supplier, supplier_reference, case_number,
reference, invoiced_on, due_on, currency, vat [{rate, net, vat}], net, gross, entry, number (of the journal), posted_at
and reversal (the number of the entry that took it back, or None).
"""

from typing import Any

from pymongo.database import Database

from services.accounting.queries.older import older_than, together

MOST_MS = 2_000
MOST_ROWS = 200
Documents = Database[dict[str, Any]]


def purchases(
    database: Documents,
    tenant: str,
    *,
    ledger: str = "main",
    supplier: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Those that were posted, newest first, at most `limit` and never more than 200; before: the id of the last one of
    the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "ledger": ledger, "posted_at": {"$type": "date"}}
    if supplier is not None:
        wanted["supplier"] = supplier
    place: dict[str, Any] = {}
    if before is not None:
        last = database.purchases.find_one({"_id": before, "tenant": tenant}, max_time_ms=MOST_MS)
        if last is None or last["posted_at"] is None:
            return []
        place = older_than(last, "posted_at")
    rows = database.purchases.find(together(wanted, place), max_time_ms=MOST_MS)
    found = rows.sort([("posted_at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST_ROWS)))
    return [_purchase(row) for row in found]


def purchase(database: Documents, tenant: str, case: str) -> dict[str, Any] | None:
    """What a case posted, None when it posted nothing."""
    row = database.purchases.find_one({"_id": case, "tenant": tenant}, max_time_ms=MOST_MS)
    return None if row is None or row["posted_at"] is None else _purchase(row)


def _purchase(row: dict[str, Any]) -> dict[str, Any]:
    hidden = ("_id", "version", "tenant", "guarded_by", "claim")
    shown = {name: value for name, value in row.items() if name not in hidden}
    return {**shown, "id": row["_id"], "case": row["_id"], "reversal": row["reversal"] or None}
