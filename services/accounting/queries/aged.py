"""Aged receivables and payables (balances âgées): what is open, by customer or supplier, and for how long."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from pymongo.database import Database

from services.accounting.domain.chart import CUSTOMERS, SUPPLIERS

MOST_MS = 10_000
ZERO = Decimal("0.00")
BUCKETS = ("not_due", "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_over_90")
Documents = Database[dict[str, Any]]
Side = Literal["receivables", "payables"]


def aged(
    database: Documents,
    tenant: str,
    *,
    side: Side = "receivables",
    ledger: str = "main",
    on: date,
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Who has something open on 411 (receivables) or 401 (payables) and the accounts below them, in their order.

    Each reads as: account, party, not_due, days_1_to_30, days_31_to_60, days_61_to_90 and days_over_90 (what is owed,
    by how long before `on` it was due), credits (what was paid or credited without being matched, below zero), open
    (their sum) and place, after which the next page begins.
    """
    listed = []
    for one in all_aged(database, tenant, side=side, ledger=ledger, on=on, after=after):
        listed.append(one)
        if len(listed) == limit:
            break
    return listed


def all_aged(
    database: Documents,
    tenant: str,
    *,
    side: Side = "receivables",
    ledger: str = "main",
    on: date,
    after: str | None = None,
) -> Iterator[dict[str, Any]]:
    """As `aged`, all of them, read while they are asked for; no document is touched, since the index holds it all."""
    first = CUSTOMERS if side == "receivables" else SUPPLIERS
    beyond = f"{first[:-1]}{int(first[-1]) + 1}"
    accounts: dict[str, Any] = {"$gte": first, "$lt": beyond}
    wanted: dict[str, Any] = {"tenant": tenant, "ledger": ledger, "open": True, "account": accounts}
    if after is not None:
        account, _, party = after.partition("/")
        wanted["account"] = {"$gte": account, "$lt": beyond}
        wanted["$or"] = [{"account": {"$gt": account}}, {"party": {"$gt": party}}]
    order = [("account", 1), ("party", 1), ("due_on", 1), ("_id", 1)]
    shown = {"_id": 0, "account": 1, "party": 1, "due_on": 1, "balance": 1}
    rows = database.letterings.find(wanted, shown, max_time_ms=MOST_MS, batch_size=1000).sort(order)
    sign = 1 if side == "receivables" else -1
    for (account, party), open_ones in groupby(rows, key=lambda row: (row["account"], row["party"])):
        yield _summed(account, party, open_ones, on, sign)


def _summed(account: str, party: str, rows: Iterator[dict[str, Any]], on: date, sign: int) -> dict[str, Any]:
    bounds = [(on - timedelta(days=days)).isoformat() for days in (0, 30, 60, 90)]
    sums = dict.fromkeys((*BUCKETS, "credits"), ZERO)
    for row in rows:
        amount = Decimal(row["balance"]) * sign
        if amount < 0:
            sums["credits"] += amount
        else:
            late = sum(row["due_on"] < bound for bound in bounds)
            sums[BUCKETS[late]] += amount
    opened = sum(sums.values(), ZERO)
    return {
        "account": account,
        "party": party or None,
        **{name: str(amount) for name, amount in sums.items()},
        "open": str(opened),
        "place": f"{account}/{party}",
    }
