"""Reading the journal.

An entry reads as: id, ledger, journal, journal_name, number, entered_on, piece, piece_on, label, case, currency,
reverses (the id of the entry it takes back, or None), posted_at, lines [{account, account_name, party, debit,
credit, label}] and erp {state, reference, failure}; state is not_configured, pending, sent or given_up.
"""

from collections.abc import Iterable
from typing import Any

from pymongo.database import Database

from services.accounting.domain.chart import ACCOUNTS, JOURNALS
from services.accounting.domain.posting import entry_ids_of
from services.accounting.queries.cursor import cursor_after, place_of

MOST_MS = 2_000
MOST_ROWS = 200
Documents = Database[dict[str, Any]]


def journal_entries(
    database: Documents,
    tenant: str,
    *,
    ledger: str = "main",
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """A page of a ledger, newest first: {"entries": [...], "next": cursor or None}. At most 200 entries.

    Raises UnusableCursorError.
    """
    most = max(1, min(limit, MOST_ROWS))
    wanted: dict[str, Any] = {"tenant": tenant, "ledger": ledger}
    if cursor:
        at, id = place_of(cursor)
        wanted["posted_at"] = {"$lte": at}
        wanted["$or"] = [{"posted_at": {"$lt": at}}, {"_id": {"$lt": id}}]
    order = [("posted_at", -1), ("_id", -1)]
    rows = list(database.journal_entries.find(wanted, max_time_ms=MOST_MS).sort(order).limit(most + 1))
    shown = rows[:most]
    further = len(rows) > most
    last = shown[-1] if shown else None
    return {
        "entries": _with_sync(database, tenant, shown),
        "next": cursor_after(last["posted_at"], last["_id"]) if further and last else None,
    }


def journal_entries_of_case(database: Documents, tenant: str, case: str) -> list[dict[str, Any]]:
    """All entries of a case, oldest first; at most 200."""
    first, beyond = entry_ids_of(case)
    wanted = {"_id": {"$gte": first, "$lt": beyond}, "tenant": tenant}
    rows = database.journal_entries.find(wanted, max_time_ms=MOST_MS).limit(MOST_ROWS)
    return _with_sync(database, tenant, sorted(rows, key=lambda row: (row["posted_at"], row["number"])))


def journal_entry(database: Documents, tenant: str, entry: str) -> dict[str, Any] | None:
    """One entry; its `erp` also has attempts [{at, outcome, note, took_ms}] and due_at, the next one."""
    row = database.journal_entries.find_one({"_id": entry, "tenant": tenant}, max_time_ms=MOST_MS)
    if row is None:
        return None
    read = _with_sync(database, tenant, [row])[0]
    effect = database.effects.find_one(
        {"_id": entry, "tenant": tenant}, {"attempts": 1, "due_at": 1, "state": 1}, max_time_ms=MOST_MS
    )
    read["erp"]["attempts"] = list(effect.get("attempts", ())) if effect else []
    read["erp"]["due_at"] = effect["due_at"] if effect and effect["state"] == "due" else None
    return read


def _with_sync(database: Documents, tenant: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    entries = list(rows)
    ids = [entry["_id"] for entry in entries if entry["for_erp"]]
    syncs: dict[str, dict[str, Any]] = {}
    if ids:
        found = database.entry_syncs.find({"_id": {"$in": ids}, "tenant": tenant}, max_time_ms=MOST_MS)
        syncs = {sync["_id"]: sync for sync in found}
    return [_entry(entry, syncs.get(entry["_id"])) for entry in entries]


def _entry(row: dict[str, Any], sync: dict[str, Any] | None) -> dict[str, Any]:
    state = "pending" if row["for_erp"] else "not_configured"
    read = {
        "id": row["_id"],
        "journal_name": JOURNALS.get(row["journal"], ""),
        "reverses": row["reverses"] or None,
        "lines": [
            {**line, "account_name": ACCOUNTS.get(line["account"], ""), "party": line["party"] or None}
            for line in row["lines"]
        ],
        "erp": {
            "state": sync["state"] if sync else state,
            "reference": (sync["erp_reference"] or None) if sync else None,
            "failure": (sync["failure"] or None) if sync else None,
        },
    }
    same = (
        "ledger",
        "journal",
        "number",
        "entered_on",
        "piece",
        "piece_on",
        "label",
        "case",
        "currency",
        "posted_at",
    )
    return {**{name: row[name] for name in same}, **read}
