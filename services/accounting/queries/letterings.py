"""Reading what is matched with what on the accounts of customers and suppliers, and what is open."""

from typing import Any, Literal

from pymongo.database import Database

from services.accounting.queries.older import beyond, together

MOST_MS = 2_000
MOST_ROWS = 200
Documents = Database[dict[str, Any]]
State = Literal["open", "settled"]


def letterings(
    database: Documents,
    tenant: str,
    *,
    ledger: str = "main",
    account: str = "411",
    party: str | None = None,
    state: State = "open",
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Groups of lines on one account by party, and open ones by when they are due, with the keys of `lettering`; at
    most `limit` and never more than 200. after: the id of the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "ledger": ledger, "account": account, "open": state == "open"}
    if party is not None:
        wanted["party"] = party
    if state == "settled":
        wanted["settled"] = True
    order = ("party", "due_on", "_id") if state == "open" else ("party", "_id")
    behind: dict[str, Any] = {}
    if after is not None:
        last = database.letterings.find_one({"_id": after, "tenant": tenant}, max_time_ms=MOST_MS)
        if last is None:
            return []
        behind = beyond(last, *order)
    rows = database.letterings.find(together(wanted, behind), max_time_ms=MOST_MS)
    found = rows.sort([(name, 1) for name in order]).limit(max(1, min(limit, MOST_ROWS)))
    return [_lettering(row) for row in found]


def lettering(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """One group. Keys: id, ledger, account, party, code (capitals once it is settled, None while nothing is matched),
    state (open, settled, or empty once its lines went elsewhere), balance (debit less credit), due_on, lettered_on,
    into (the group that took its lines over) and lines [{entry, number, piece, entered_on, due_on, amount}]."""
    row = database.letterings.find_one({"_id": id, "tenant": tenant}, max_time_ms=MOST_MS)
    return None if row is None else _lettering(row)


def _lettering(row: dict[str, Any]) -> dict[str, Any]:
    code = row["code"] if not row["open"] else row["code"].lower()
    same = ("ledger", "account", "balance", "due_on", "lettered_on")
    return {
        "id": row["_id"],
        **{name: row[name] for name in same},
        "party": row["party"] or None,
        "code": code or None,
        "state": "open" if row["open"] else ("settled" if row["lines"] else "empty"),
        "into": row["into"] or None,
        "lines": [
            {
                "entry": line["entry"],
                "number": line["number"],
                "piece": line["piece"],
                "entered_on": line["on"],
                "due_on": line["due_on"],
                "amount": line["amount"],
            }
            for line in row["lines"]
        ],
    }
