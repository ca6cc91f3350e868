"""The chart of accounts of a ledger, as everybody reads it, and the names of accounts."""

from typing import Any

from pymongo.database import Database

from services.accounting.domain.chart import ACCOUNTS, is_personal

MOST_MS = 2_000
MOST_OWN = 5_000
Documents = Database[dict[str, Any]]


def names(database: Documents, tenant: str, ledger: str) -> dict[str, str]:
    """Account number -> name: those that every ledger has, and the ledger's own."""
    prefix = f"{tenant}/{ledger}/"
    wanted = {"_id": {"$gte": prefix, "$lt": f"{prefix[:-1]}0"}, "tenant": tenant}
    own = database.accounts.find(wanted, {"number": 1, "name": 1}, max_time_ms=MOST_MS).limit(MOST_OWN)
    return {**ACCOUNTS, **{row["number"]: row["name"] for row in own}}


def accounts(database: Documents, tenant: str, *, ledger: str = "main") -> list[dict[str, Any]]:
    """All accounts in order of their numbers. Keys: number, name, own (the tenant added or renamed it) and personal
    (kept by customer or supplier)."""
    found = names(database, tenant, ledger)
    return [
        {
            "number": number,
            "name": found[number],
            "own": found[number] != ACCOUNTS.get(number),
            "personal": is_personal(number),
        }
        for number in sorted(found)
    ]
