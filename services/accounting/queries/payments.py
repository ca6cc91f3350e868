"""Reading the payments of a case."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from pymongo.database import Database

from services.accounting.queries.older import older_than, together

MOST_MS = 2_000
MOST_ROWS = 200
Documents = Database[dict[str, Any]]


def payments_of(database: Documents, tenant: str, case: str) -> dict[str, Any] | None:
    """What a case has to pay and has paid; None when accounting has not heard of it.

    Keys: case, ledger, customer, state (unchecked, unpaid, over_limit, cleared, released), terms, currency,
    gross, received, missing, overpaid, held (of the customer's credit), invoiced, and payments, oldest
    first, at most 200: {payment, amount, currency, received_on, recorded_at, reference, counted, refused,
    entry}.
    """
    row = database.settlements.find_one({"_id": case, "tenant": tenant}, max_time_ms=MOST_MS)
    if row is None:
        return None
    side_by_side = {"_id": {"$gte": f"{case}/", "$lt": f"{case}0"}, "tenant": tenant}
    payments = database.payments.find(side_by_side, max_time_ms=MOST_MS).limit(MOST_ROWS)
    due = Decimal(row["gross"]) - Decimal(row["received"])
    same = ("ledger", "state", "terms", "gross", "received", "held", "invoiced")
    return {
        "case": row["_id"],
        **{name: row[name] for name in same},
        "currency": row["currency"] or None,
        "customer": row["customer"] or None,
        "missing": str(max(due, Decimal("0.00"))),
        "overpaid": str(max(-due, Decimal("0.00"))),
        "payments": sorted((_payment(one) for one in payments), key=lambda one: one["recorded_at"]),
    }


def payments(
    database: Documents,
    tenant: str,
    *,
    case: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Payments by when they were recorded, newest first, at most `limit` and never more than 200.

    since, until: recorded from the first until before the second instant; before: the id of the last payment of
    the page before. Keys: those of a payment in `payments_of`, id (the same as payment), case and ledger.
    """
    wanted: dict[str, Any] = {"tenant": tenant}
    place: dict[str, Any] = {}
    if before is not None:
        last = database.payments.find_one({"tenant": tenant, "payment": before}, max_time_ms=MOST_MS)
        if last is None:
            return []
        place = older_than(last, "recorded_at")
    if since is not None:
        wanted["recorded_at"] = {"$gte": since}
    if until is not None:
        wanted["recorded_at"] = {**wanted.get("recorded_at", {}), "$lt": until}
    if case is not None:
        wanted["_id"] = {"$gte": f"{case}/", "$lt": f"{case}0"}
    rows = database.payments.find(together(wanted, place), max_time_ms=MOST_MS)
    if case is not None:
        rows = rows.hint([("_id", 1)])
    found = rows.sort([("recorded_at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST_ROWS)))
    return [_listed(row) for row in found]


def payment(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """One payment by the id that was made at the door, with the keys of `payments`."""
    row = database.payments.find_one({"tenant": tenant, "payment": id}, max_time_ms=MOST_MS)
    return None if row is None else _listed(row)


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["payment"], "case": row["case"], "ledger": row["ledger"], **_payment(row)}


def _payment(row: dict[str, Any]) -> dict[str, Any]:
    same = ("payment", "amount", "currency", "received_on", "recorded_at", "reference")
    return {
        **{name: row[name] for name in same},
        "counted": not row["refused"],
        "refused": row["refused"] or None,
        "entry": row["entry"] or None,
    }
