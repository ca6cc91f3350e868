"""Reading what a customer may still owe."""

from decimal import Decimal
from typing import Any

from pymongo.database import Database

from services.accounting.domain.customer import customer_id

MOST_MS = 2_000
MOST_WAITING = 200
Documents = Database[dict[str, Any]]


def balance(
    database: Documents,
    tenant: str,
    customer: str,
    *,
    ledger: str = "main",
    default_limit: Decimal | None = None,
) -> dict[str, Any]:
    """A customer's credit; one that accounting has not met yet has nothing open.

    default_limit: the setting CREDIT_LIMIT, which counts where the customer has no limit of its own. Keys:
    customer, ledger, open, credit_limit and available (not below zero; both None when no limit is known
    here), and waiting, the cases over the limit in the order in which they are cleared, at most 200: {case,
    missing, urgent, asked_at}.
    """
    id = customer_id(tenant, ledger, customer)
    row = database.customers.find_one({"_id": id, "tenant": tenant}, max_time_ms=MOST_MS) or {}
    opened = Decimal(row.get("open", "0.00"))
    limit = default_limit if row.get("credit_limit") is None else Decimal(row["credit_limit"])
    waiting = database.settlements.find(
        {"account": id, "state": "over_limit", "tenant": tenant}, max_time_ms=MOST_MS
    )
    in_order = waiting.sort([("rank", 1), ("asked_at", 1), ("_id", 1)]).limit(MOST_WAITING)
    return {
        "customer": customer,
        "ledger": ledger,
        "open": str(opened),
        "credit_limit": None if limit is None else str(limit),
        "available": None if limit is None else str(max(limit - opened, Decimal("0.00"))),
        "waiting": [_waiting(one) for one in in_order],
    }


def customers(
    database: Documents, tenant: str, *, ledger: str = "main", after: str = "", limit: int = 50
) -> list[dict[str, Any]]:
    """The customers of a ledger that accounting has met or that have a limit, in order of their codes, at most
    `limit` and never more than 200; after: the last code of the page before. Keys: customer, ledger, open and
    credit_limit (None where the installation's counts)."""
    beyond = f"{customer_id(tenant, ledger, '')[:-1]}0"
    between = {"$gt": customer_id(tenant, ledger, after), "$lt": beyond}
    rows = database.customers.find({"_id": between, "tenant": tenant}, max_time_ms=MOST_MS)
    return [
        {name: row[name] for name in ("customer", "ledger", "open", "credit_limit")}
        for row in rows.sort("_id", 1).limit(max(1, min(limit, MOST_WAITING)))
    ]


def _waiting(row: dict[str, Any]) -> dict[str, Any]:
    missing = max(Decimal(row["gross"]) - Decimal(row["received"]), Decimal("0.00"))
    return {
        "case": row["_id"],
        "missing": str(missing),
        "urgent": row["rank"] == 0,
        "asked_at": row["asked_at"],
    }
