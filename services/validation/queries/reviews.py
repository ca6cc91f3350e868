"""Reviews, for readers: what waits for a person, and what persons decided."""

from typing import Any

from pymongo.database import Database

from services.validation.domain.review import review_id

TIME_LIMIT_MS = 2_000
MOST_ROWS = 1_000
_KEYS = (
    "case",
    "step",
    "round",
    "state",
    "client",
    "team",
    "title_en",
    "title_fr",
    "documents",
    "opened_at",
    "wanted_by",
    "answer",
    "reason",
    "decided_by",
    "decided_at",
    "last_refusal",
)


def reviews(
    database: Database[dict[str, Any]],
    tenant: str,
    *,
    state: str = "open",
    team: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Reviews in one state (open, decided, withdrawn), newest first, at most `limit`.

    before: the id of the last review of the page before; nothing follows an id that this tenant does not have. Keys:
    as in `review`.
    """
    wanted: dict[str, Any] = {"tenant": str(tenant), "state": str(state), "opened_at": {"$ne": None}}
    if team is not None:
        wanted["team"] = str(team)
    if before is not None:
        last = _found(database, tenant, before)
        if last is None or last["opened_at"] is None:
            return []
        wanted["opened_at"] = {"$lte": last["opened_at"]}
        wanted["$or"] = [{"opened_at": {"$lt": last["opened_at"]}}, {"_id": {"$lt": last["_id"]}}]
    rows = database.reviews.find(wanted, max_time_ms=TIME_LIMIT_MS).sort([("opened_at", -1), ("_id", -1)])
    return [_shown(row) for row in rows.limit(max(1, min(limit, MOST_ROWS)))]


def review(database: Database[dict[str, Any]], tenant: str, case: str, step: str) -> dict[str, Any] | None:
    """The review of a case's step; None when there is none, or it was withdrawn before it was opened.

    Keys: id, case, step, round, state, client, team, title_en, title_fr, documents (document, kind), opened_at,
    wanted_by (deadline or None), answer (accept, refuse, correct or None), reason, decided_by (kind, id), decided_at
    and last_refusal (reason, actor, at): the latest decision that was not taken over.
    """
    row = _found(database, tenant, review_id(str(case), str(step)))
    return None if row is None or row["opened_at"] is None else _shown(row)


def _found(database: Database[dict[str, Any]], tenant: str, id: str) -> dict[str, Any] | None:
    return database.reviews.find_one({"_id": str(id), "tenant": str(tenant)}, max_time_ms=TIME_LIMIT_MS)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["_id"], **{key: row[key] for key in _KEYS}}
