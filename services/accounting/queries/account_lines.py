"""The general ledger (grand livre): what was put on one account, in the order of its days, with its balance."""

from decimal import Decimal
from typing import Any

from pymongo.database import Database

from services.accounting.queries.balances import ZERO, opening_of, period
from services.accounting.queries.older import beyond, together

MOST_MS = 2_000
MOST_ENTRIES = 200
Documents = Database[dict[str, Any]]


def account_lines(
    database: Documents,
    tenant: str,
    *,
    ledger: str = "main",
    account: str,
    since: str,
    until: str,
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """The entries of whole months (`2026-03`) that have lines on the account, oldest first, opening entries first.

    Each reads as: entry, journal, number, entered_on, piece, label, case, party (None where lines name several),
    debit, credit, balance (debit less credit with everything before it) and place, after which the next page begins.
    """
    wanted: dict[str, Any] = {"tenant": tenant, "ledger": ledger, "lines.account": account}
    wanted["entered_on"] = {"$gte": f"{since}-01", "$lte": f"{until}-31"}
    behind: dict[str, Any] = {}
    if after is None:
        found = period(database, tenant, ledger, since, until)
        balance = opening_of(found).get(account, ZERO)
        for row in found.within:  # they are listed, so that they do not count before the list
            opened = row["opening"].get(account)
            balance -= Decimal(opened["debit"]) - Decimal(opened["credit"]) if opened else ZERO
    else:
        id, _, carried = after.partition("~")
        last = database.journal_entries.find_one({"_id": id, "tenant": tenant}, max_time_ms=MOST_MS)
        if last is None:
            return []
        balance = Decimal(carried)
        behind = beyond(last, "entered_on", "posted_at", "_id")
    rows = database.journal_entries.find(together(wanted, behind), max_time_ms=MOST_MS)
    rows = rows.sort([("entered_on", 1), ("posted_at", 1), ("_id", 1)]).limit(min(limit, MOST_ENTRIES))
    listed = []
    for row in rows:
        balance, shown = _shown(row, account, balance)
        listed.append(shown)
    return listed


def _shown(row: dict[str, Any], account: str, balance: Decimal) -> tuple[Decimal, dict[str, Any]]:
    lines = [line for line in row["lines"] if line["account"] == account]
    debit = sum((Decimal(line["debit"]) for line in lines), ZERO)
    credit = sum((Decimal(line["credit"]) for line in lines), ZERO)
    parties = {line["party"] for line in lines}
    balance += debit - credit
    same = ("journal", "number", "entered_on", "piece", "label")
    return balance, {
        "entry": row["_id"],
        **{name: row[name] for name in same},
        "case": row["case"] or None,
        "party": (parties.pop() or None) if len(parties) == 1 else None,
        "debit": str(debit),
        "credit": str(credit),
        "balance": str(balance),
        "place": f"{row['_id']}~{balance}",
    }
