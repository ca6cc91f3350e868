"""Work lists, for readers: what waits for a person, those due first first. Read-only; served by indexes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.database import Database

from services.intake.domain.task import case_of_task, review_task

__all__ = ["Hold", "case_of_task", "hold", "task", "tasks", "workload"]

TIME_LIMIT_MS = 2_000
MOST_ROWS = 1_000
NOBODY = "none"
"""As a filter: what nobody has claimed."""

_SAME = (
    "kind",
    "case",
    "step",
    "round",
    "state",
    "number",
    "client",
    "team",
    "title_en",
    "title_fr",
    "priority",
    "opened_at",
    "claimed_at",
    "four_eyes",
    "answered",
    "accepted_by",
    "done_by",
    "ended_at",
    "escalated_at",
    "reason",
)


def tasks(
    database: Database[dict[str, Any]],
    tenant: str,
    *,
    state: str = "open",
    team: str | None = None,
    assignee: str | None = None,
    kind: str | None = None,
    case: str | None = None,
    escalated_to: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Tasks in one state (open, done, withdrawn), those due first first, at most `limit`, from behind the task `after`;
    nothing follows an id that this tenant does not have. assignee: NOBODY for what may be claimed; escalated_to: only
    what this lead was called for. Keys: as in `task`."""
    wanted: dict[str, Any] = {"tenant": str(tenant), "state": str(state)}
    for name, value in (("team", team), ("kind", kind), ("case", case)):
        if value is not None:
            wanted[name] = str(value)
    if assignee is not None:
        wanted["assignee"] = "" if assignee == NOBODY else str(assignee)
    if escalated_to is not None:
        wanted |= {"escalated_to": str(escalated_to), "escalated_at": {"$type": "date"}}
    if after is not None:
        last = _found(database, tenant, after)
        if last is None:
            return []
        wanted |= _behind(last)
    rows = database.tasks.find(wanted, max_time_ms=TIME_LIMIT_MS).sort([("wanted_by", 1), ("_id", 1)])
    return [_shown(row) for row in rows.limit(max(1, min(limit, MOST_ROWS)))]


def _behind(last: dict[str, Any]) -> dict[str, Any]:
    """What comes after a task; those without a due time come first."""
    due, id = last["wanted_by"], last["_id"]
    if due is None:
        return {"$or": [{"wanted_by": {"$ne": None}}, {"_id": {"$gt": id}}]}
    return {"wanted_by": {"$gte": due}, "$or": [{"wanted_by": {"$gt": due}}, {"_id": {"$gt": id}}]}


def task(database: Database[dict[str, Any]], tenant: str, id: str) -> dict[str, Any] | None:
    """One task, None when there is none.

    Keys: id, kind (review, approval, correction, exception), case, number (of the case), step, round, state (open,
    done, withdrawn), client, team, title_en, title_fr, priority, opened_at, due_at (None when it is not timed),
    assignee (None for nobody), claimed_at, four_eyes, answered (a decision needs words), accepted_by (kind, id: the
    first of four eyes), answer (accept, refuse, correct, or None), reason, done_by (kind, id), ended_at, escalated_at,
    escalated_to (None for nobody).
    """
    row = _found(database, tenant, id)
    return None if row is None else _shown(row)


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has claimed a review: held_by, empty for nobody; claims, second: see DecideReview."""

    held_by: str = ""
    claims: int = 0
    second: bool = False


def hold(database: Database[dict[str, Any]], tenant: str, case: str, step: str, round: int) -> Hold:
    """How the work list stands about a review, in this round of it; nothing where it does not know the round."""
    row = _found(database, tenant, review_task(str(case), str(step)))
    if row is None or row["round"] != round:
        return Hold()
    return Hold(row["assignee"], row.get("claims", 0), row["accepted_by"] is not None)


def _found(database: Database[dict[str, Any]], tenant: str, id: str) -> dict[str, Any] | None:
    return database.tasks.find_one({"_id": str(id), "tenant": str(tenant)}, max_time_ms=TIME_LIMIT_MS)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["_id"],
        **{key: row[key] for key in _SAME},
        "due_at": row["wanted_by"],
        "assignee": row["assignee"] or None,
        "answer": row["answer"] or None,
        "escalated_to": row["escalated_to"] or None,
    }


def workload(
    database: Database[dict[str, Any]], tenant: str, *, now: datetime, since: datetime
) -> list[dict[str, Any]]:
    """What each person of each team has to do and has done, by team and person.

    Keys: team, agent (None for what nobody has claimed, and for all that nobody did by themselves), open, overdue (due
    before `now`), escalated, exceptions, done (from `since` on).
    """
    waiting = database.tasks.aggregate(
        [
            {"$match": {"tenant": str(tenant), "state": "open"}},
            {
                "$group": {
                    "_id": {"team": "$team", "agent": "$assignee"},
                    "open": {"$sum": 1},
                    "overdue": _count(
                        {"$and": [{"$gt": ["$wanted_by", None]}, {"$lt": ["$wanted_by", now]}]}
                    ),
                    "escalated": _count({"$gt": ["$escalated_at", None]}),
                    "exceptions": _count({"$eq": ["$kind", "exception"]}),
                }
            },
        ],
        maxTimeMS=TIME_LIMIT_MS,
    )
    over = database.tasks.aggregate(
        [
            {
                "$match": {
                    "tenant": str(tenant),
                    "ended_at": {"$type": "date", "$gte": since},
                    "state": "done",
                }
            },
            {"$group": {"_id": {"team": "$team", "agent": "$done_by.id"}, "done": {"$sum": 1}}},
        ],
        maxTimeMS=TIME_LIMIT_MS,
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in (*waiting, *over):
        key = (row["_id"]["team"], row["_id"].get("agent") or "")
        counted = found.setdefault(
            key, dict.fromkeys(("open", "overdue", "escalated", "exceptions", "done"), 0)
        )
        counted.update({name: counted[name] + row[name] for name in counted if name in row})
    return [{"team": team, "agent": agent or None, **found[team, agent]} for team, agent in sorted(found)]


def _count(condition: dict[str, Any]) -> dict[str, Any]:
    return {"$sum": {"$cond": [condition, 1, 0]}}
