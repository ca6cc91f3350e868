"""What was ordered about failed messages: retries, edits, dry runs, and who ordered what."""

from typing import Any

from pymongo.database import Database

from services.operations.collections import AUDIT, DRY_RUNS, EDITS, RETRIES
from services.operations.queries.stores import MOST, TIME_LIMIT_MS, Databases, Document, seen_by, whole_id


def retries_of(
    database: Database[Document], tenant: str, *, before: str | None = None, limit: int = 50
) -> list[Document]:
    """Orders of one organisation, or of the house, newest first. Keys as in `retry`, without those of its progress."""
    match: Document = {"tenant": tenant} | ({"_id": {"$lt": before}} if before else {})
    return [_order(found) for found in _page(database, RETRIES, match, limit)]


def retry(databases: Databases, tenant: str, id: str) -> Document | None:
    """One order and how far it is.

    Keys: id, by, note, ordered_at, state (running, stopping, stopped, done), total, taken (sent back so far), skipped
    (not failed any more when their turn came), stopped_by, finished_at; and what became of those that were sent back:
    under_way, resolved, failed_again.
    """
    found = databases["operations"][RETRIES].find_one(
        {"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS
    )
    if found is None:
        return None
    states: dict[str, int] = {"retried": 0, "resolved": 0}
    for database in databases.values():
        for state in states:
            states[state] += database.failed.count_documents(
                {"order": id, "state": state}, maxTimeMS=TIME_LIMIT_MS
            )
    left = found["taken"] - states["retried"] - states["resolved"]
    return {
        **_order(found),
        "under_way": states["retried"],
        "resolved": states["resolved"],
        "failed_again": max(0, left),
    }


def edits_of(
    database: Database[Document],
    tenant: str,
    *,
    state: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[Document]:
    """Newest first. Keys as in `edit`, without the body."""
    match: Document = {"tenant": tenant}
    if state is not None:
        match["state"] = state
    if before is not None:
        match["_id"] = {"$lt": before}
    return [_edit(found) for found in _page(database, EDITS, match, limit)]


def edit(database: Database[Document], tenant: str, id: str) -> Document | None:
    """Keys: id, failure, by, reason, proposed_at, state (proposed, approved, rejected, sent, outdated), differences
    (pointer, before, after), decided_by, decided_at, note, body."""
    found = database[EDITS].find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    return None if found is None else {**_edit(found), "body": found["body"]}


def dry_run(database: Database[Document], tenant: str, id: str) -> Document | None:
    """Keys: id, failure, edit (whose body was tried, or None), by, asked_at, done_at (None until its service has
    answered), and result: outcome, error, reason, place, changes, records, messages, effects, answer, cut."""
    found = database[DRY_RUNS].find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    if found is None:
        return None
    result = found["result"]
    return {
        "id": id,
        "failure": whole_id(found["service"], found["failure"]),
        "edit": found["edit"] or None,
        "by": found["by"],
        "asked_at": found["asked_at"],
        "done_at": found["done_at"],
        "result": {name: value for name, value in result.items() if name != "dry_run"} if result else None,
    }


def audit(
    database: Database[Document], tenant: str, *, before: str | None = None, limit: int = 50
) -> list[Document]:
    """Who ordered what, newest first; the house sees everybody's. Keys: id, tenant, at, by, deed, subject, failure (or
    None), count, note."""
    match = seen_by(tenant)
    if before is not None:
        last = database[AUDIT].find_one({"_id": before, **match}, {"at": 1}, max_time_ms=TIME_LIMIT_MS)
        if last is None:
            return []
        match = match | {
            "at": {"$lte": last["at"]},
            "$nor": [{"at": last["at"], "_id": {"$gte": before}}],
        }
    found = database[AUDIT].find(match, max_time_ms=TIME_LIMIT_MS)
    page = found.sort([("at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST)))
    return [
        {
            "id": entry["_id"],
            **{name: entry[name] for name in ("tenant", "at", "by", "deed", "subject", "count", "note")},
            "failure": whole_id(entry["service"], entry["failure"]) if entry["failure"] else None,
        }
        for entry in page
    ]


def _page(database: Database[Document], name: str, match: Document, limit: int) -> Any:
    found = database[name].find(match, {"body": 0}, max_time_ms=TIME_LIMIT_MS)
    return found.sort("_id", -1).limit(max(1, min(limit, MOST)))


def _order(found: Document) -> Document:
    names = ("by", "note", "ordered_at", "state", "total", "taken", "skipped", "stopped_by", "finished_at")
    return {"id": found["_id"], **{name: found[name] for name in names}}


def _edit(found: Document) -> Document:
    names = ("by", "reason", "proposed_at", "state", "differences", "decided_by", "decided_at", "note")
    return {
        "id": found["_id"],
        "failure": whole_id(found["service"], found["failure"]),
        **{name: found[name] for name in names},
    }
