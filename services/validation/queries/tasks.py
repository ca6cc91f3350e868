"""Work lists, for readers: what waits for a person, the most urgent first."""

from typing import Any

from pymongo.database import Database

from services.validation.domain.review import review_id

TIME_LIMIT_MS = 2_000
MOST_ROWS = 1_000
NOBODY = "none"
"""As a filter: what nobody has claimed."""

_SAME = (
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
    "claimed_at",
    "four_eyes",
    "accepted_by",
    "accepted_at",
    "answer",
    "reason",
    "decided_by",
    "decided_at",
)
_LATER: dict[str, Any] = {
    "assignee": "",
    "claimed_at": None,
    "four_eyes": False,
    "accepted_by": None,
    "accepted_at": None,
}
"""What reviews of an earlier version do not have."""


def task_id(case: str, step: str) -> str:
    """Such as `task_0198c1....approve`."""
    return f"task_{case.removeprefix('case_')}.{step}"


def task_place(id: str) -> tuple[str, str] | None:
    """The case and step of a task, None for what is no id of one."""
    case, _, step = id.removeprefix("task_").partition(".")
    return (f"case_{case}", step) if id.startswith("task_") and case and step else None


def tasks(
    database: Database[dict[str, Any]],
    tenant: str,
    *,
    state: str = "open",
    team: str | None = None,
    assignee: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Tasks in one state (open, decided, withdrawn), those due first first, at most `limit`, from behind the task
    `after`; nothing follows an id that this tenant does not have. assignee: NOBODY for what may be claimed. Keys: as
    in `task`."""
    wanted: dict[str, Any] = {"tenant": str(tenant), "state": str(state), "opened_at": {"$ne": None}}
    if team is not None:
        wanted["team"] = str(team)
    if assignee is not None:
        wanted["assignee"] = "" if assignee == NOBODY else str(assignee)
    if after is not None:
        last = _found(database, tenant, after)
        if last is None:
            return []
        wanted |= _behind(last)
    rows = database.reviews.find(wanted, max_time_ms=TIME_LIMIT_MS).sort([("wanted_by", 1), ("_id", 1)])
    return [_shown(row) for row in rows.limit(max(1, min(limit, MOST_ROWS)))]


def _behind(last: dict[str, Any]) -> dict[str, Any]:
    """What comes after a task; those without a due time come first."""
    due, id = last["wanted_by"], last["_id"]
    if due is None:
        return {"$or": [{"wanted_by": {"$ne": None}}, {"_id": {"$gt": id}}]}
    return {"wanted_by": {"$gte": due}, "$or": [{"wanted_by": {"$gt": due}}, {"_id": {"$gt": id}}]}


def task(database: Database[dict[str, Any]], tenant: str, id: str) -> dict[str, Any] | None:
    """One task; None when there is none, or it was withdrawn before it was opened.

    Keys: id, kind (review), case, step, round, state, client, team, title_en, title_fr, documents (document, kind),
    opened_at, due_at (None when it is not timed), assignee (None for nobody), claimed_at, four_eyes, accepted_by
    (kind, id) and accepted_at (the first of four eyes), answer (accept, refuse, correct or None), reason, decided_by
    (kind, id), decided_at.
    """
    row = _found(database, tenant, id)
    return None if row is None or row["opened_at"] is None else _shown(row)


def _found(database: Database[dict[str, Any]], tenant: str, id: str) -> dict[str, Any] | None:
    place = task_place(str(id))
    if place is None:
        return None
    return database.reviews.find_one(
        {"_id": review_id(*place), "tenant": str(tenant)}, max_time_ms=TIME_LIMIT_MS
    )


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    row = _LATER | row
    shown = {"id": task_id(row["case"], row["step"]), "kind": "review", **{key: row[key] for key in _SAME}}
    return shown | {"due_at": row["wanted_by"], "assignee": row["assignee"] or None}
