"""Reading the journal.

An entry reads as: id, ledger, journal, journal_name, number, entered_on, piece, piece_on, label, case,
currency, reverses (the id of the entry it takes back, or None), by_hand (somebody
entered it), posted_at, lines [{account, account_name,
party, debit, credit, label}] and erp {state, reference, failure}; state is not_configured, pending, sent or
given_up.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pymongo.database import Database

from services.accounting.domain.chart import JOURNALS
from services.accounting.domain.posting import entry_ids_of
from services.accounting.queries.charts import names
from services.accounting.queries.older import beyond, together

MOST_MS = 2_000
MOST_ROWS = 200
Documents = Database[dict[str, Any]]


def entries(
    database: Documents,
    tenant: str,
    *,
    ledger: str = "main",
    journal: str | None = None,
    account: str | None = None,
    since: date | None = None,
    until: date | None = None,
    before: str | None = None,
    limit: int = 50,
    case: str | None = None,
) -> list[dict[str, Any]]:
    """A ledger's entries, those of the latest day first, at most `limit` and never more than 200.

    journal: VE, AC, BQ, OD or AN; account: entries with a line on it; since, until: days that they carry, both
    included; case: those of one case. before: the id of the last entry of the page before; nothing follows an id
    that is not in this ledger.
    """
    wanted: dict[str, Any] = {"tenant": tenant, "ledger": ledger}
    place: dict[str, Any] = {}
    if before is not None:
        last = database.journal_entries.find_one({**wanted, "_id": before}, max_time_ms=MOST_MS)
        if last is None:
            return []
        place = beyond(last, "entered_on", "posted_at", "_id", newest_first=True)
    if account is not None:
        wanted["lines.account"] = account
    if account is None or journal is not None:
        wanted["journal"] = {"$in": list(JOURNALS)} if journal is None else journal
    bounds = (("$gte", since), ("$lte", until))
    days = {bound: day.isoformat() for bound, day in bounds if day is not None}
    of_days = {"entered_on": days} if days else {}
    rows = database.journal_entries.find(together(wanted, of_days, place), max_time_ms=MOST_MS)
    rows = rows.sort([("entered_on", -1), ("posted_at", -1), ("_id", -1)])
    if case is not None:
        first, end = entry_ids_of(case)
        rows = rows.min([("_id", first)]).max([("_id", end)]).hint([("_id", 1)])
    else:  # the order in which entries became final has an index, too, and would be sorted by days in memory
        by = "journal" if account is None else "lines.account"
        fields = ("tenant", "ledger", by, "entered_on", "posted_at", "_id")
        rows = rows.hint([(name, 1) for name in fields])
    return with_sync(database, tenant, rows.limit(max(1, min(limit, MOST_ROWS))))


def entry(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """One entry; its `erp` also has attempts [{at, outcome, note, took_ms}] and due_at, the next one."""
    row = database.journal_entries.find_one({"_id": id, "tenant": tenant}, max_time_ms=MOST_MS)
    if row is None:
        return None
    read = with_sync(database, tenant, [row])[0]
    effect = database.effects.find_one(
        {"_id": id, "tenant": tenant}, {"attempts": 1, "due_at": 1, "state": 1}, max_time_ms=MOST_MS
    )
    read["erp"]["attempts"] = list(effect.get("attempts", ())) if effect else []
    read["erp"]["due_at"] = effect["due_at"] if effect and effect["state"] == "due" else None
    return read


def with_sync(database: Documents, tenant: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries as they are read, each with what the ERP knows of it."""
    posted = list(rows)
    ids = [row["_id"] for row in posted]
    syncs: dict[str, dict[str, Any]] = {}
    if ids:
        found = database.entry_syncs.find({"_id": {"$in": ids}, "tenant": tenant}, max_time_ms=MOST_MS)
        syncs = {sync["_id"]: sync for sync in found}
    called = {ledger: names(database, tenant, ledger) for ledger in {row["ledger"] for row in posted}}
    return [_entry(row, syncs.get(row["_id"]), called[row["ledger"]]) for row in posted]


def _entry(row: dict[str, Any], sync: dict[str, Any] | None, called: dict[str, str]) -> dict[str, Any]:
    state = "pending" if row["for_erp"] else "not_configured"
    read = {
        "id": row["_id"],
        "journal_name": JOURNALS.get(row["journal"], ""),
        "case": row["case"] or None,
        "reverses": row["reverses"] or None,
        "by_hand": bool(row.get("by")),
        "lines": [
            {
                **{name: line[name] for name in ("account", "debit", "credit", "label")},
                "account_name": called.get(line["account"], ""),
                "party": line["party"] or None,
            }
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
        "currency",
        "posted_at",
    )
    return {**{name: row[name] for name in same}, **read}
