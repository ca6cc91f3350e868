"""Reading the payments of a case."""

from decimal import Decimal
from typing import Any

from pymongo.database import Database

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


def _payment(row: dict[str, Any]) -> dict[str, Any]:
    same = ("payment", "amount", "currency", "received_on", "recorded_at", "reference")
    return {
        **{name: row[name] for name in same},
        "counted": not row["refused"],
        "refused": row["refused"] or None,
        "entry": row["entry"] or None,
    }
