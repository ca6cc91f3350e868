"""Journal entries for an ERP that fetches them, and what became of its acknowledgements."""

from typing import Any, Literal

from pymongo.database import Database

from services.accounting.queries.journal import with_sync

MOST_MS = 2_000
MOST_ROWS = 200
STATES: dict[str, str] = {"unacknowledged": "pending", "acknowledged": "sent"}
Documents = Database[dict[str, Any]]
State = Literal["unacknowledged", "acknowledged"]


def pulled_entries(
    database: Documents,
    tenant: str,
    *,
    state: State = "unacknowledged",
    ledger: str = "main",
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """A ledger's entries that an ERP is to fetch, oldest first, with the keys of `journal.entries`; after: the id of
    the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "ledger": ledger, "state": STATES[state]}
    wanted["posted_at"] = {"$type": "date"}  # as the partial index has it
    if after is not None:
        last = database.entry_syncs.find_one({"_id": after, "tenant": tenant}, max_time_ms=MOST_MS)
        if last is None or last["posted_at"] is None:
            return []
        at = last["posted_at"]
        wanted["posted_at"] |= {"$gte": at}
        wanted["$or"] = [{"posted_at": {"$gt": at}}, {"_id": {"$gt": after}}]
    marks = database.entry_syncs.find(wanted, {"_id": 1}, max_time_ms=MOST_MS)
    ids = [mark["_id"] for mark in marks.sort([("posted_at", 1), ("_id", 1)]).limit(min(limit, MOST_ROWS))]
    rows = database.journal_entries.find({"_id": {"$in": ids}, "tenant": tenant}, max_time_ms=MOST_MS)
    return sorted(with_sync(database, tenant, rows), key=lambda entry: ids.index(entry["id"]))


def known_entries(database: Documents, tenant: str, ids: list[str]) -> set[str]:
    """Those of these ids that are journal entries of this tenant."""
    rows = database.journal_entries.find(
        {"_id": {"$in": ids}, "tenant": tenant}, {"_id": 1}, max_time_ms=MOST_MS
    )
    return {row["_id"] for row in rows}


def acknowledgement(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """What became of a list of acknowledgements, None before it was decided. Keys: id, at and items [{id, reference,
    result, known_reference}]; result: acknowledged, already_acknowledged, other_reference or unknown."""
    row = database.acknowledgements.find_one({"_id": id, "tenant": tenant}, max_time_ms=MOST_MS)
    if row is None:
        return None
    items = [{**item, "known_reference": item["known_reference"] or None} for item in row["items"]]
    return {"id": row["_id"], "at": row["at"], "items": items}
