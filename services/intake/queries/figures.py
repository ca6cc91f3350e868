"""Key figures, counted from the cases themselves. Read-only; each count is answered by an index alone."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, get_args

from pymongo.database import Database

from services.intake.domain.case import FINAL, Status

TIME_LIMIT_MS = 3_000
LONGEST = timedelta(days=92)
"""The longest period that is counted: what is asked costs as much as there are cases in it."""

_STEP = math.log(1.02)
"""Durations are counted in classes two per cent wide, so that a percentile is right to one per cent however many
cases there are."""
_OPEN = sorted(set(get_args(Status)) - FINAL)
_PERCENTILES = {"median": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


def by_type(
    database: Database[dict[str, Any]],
    tenant: str,
    since: datetime,
    until: datetime,
    *,
    type: str | None = None,
) -> list[dict[str, Any]]:
    """What came in and ended from `since` until before `until`, and what is open now, by case type.

    Keys: type, received, closed, refused, cancelled, waiting (not over now), closed_in_time (no deadline was missed),
    compliance (their share of those closed, decimal text from 0 to 1 with three decimals, None when none was closed)
    and time_to_closure_ms {mean, median, p90, p95, p99} (milliseconds from opening to closure, None when none was
    closed)."""
    only = {} if type is None else {"type": type}
    ids = {"$gte": _first_id_at(since), "$lt": _first_id_at(until)}
    received = _counted(database, {"tenant": tenant, "_id": ids, **only}, {"type": "$type"})
    waiting = _counted(database, {"tenant": tenant, "status": {"$in": _OPEN}, **only}, {"type": "$type"})
    ended = {"tenant": tenant, "ended_at": {"$type": "date", "$gte": since, "$lt": until}, **only}
    kinds = {"type": "$type", "status": "$status", "late": "$late", "took": _CLASS}
    over = _counted(database, ended, kinds)
    types = sorted({str(group["type"]) for group, _ in (*received, *waiting, *over)})
    return [_of(name, received, waiting, over) for name in types]


_Groups = list[tuple[dict[str, Any], int]]
_MILLISECONDS = {"$max": [1, {"$subtract": ["$ended_at", "$opened_at"]}]}
_CLASS = {"$floor": {"$divide": [{"$ln": _MILLISECONDS}, _STEP]}}


def _first_id_at(instant: datetime) -> str:
    """Where the ids of cases made at this instant begin: UUID version 7 counts milliseconds in its first 12 digits."""
    return f"case_{int(instant.timestamp() * 1000):012x}"


def _counted(
    database: Database[dict[str, Any]], fits: Mapping[str, Any], kinds: Mapping[str, Any]
) -> _Groups:
    steps = [{"$match": dict(fits)}, {"$group": {"_id": dict(kinds), "count": {"$sum": 1}}}]
    return [(row["_id"], row["count"]) for row in database.cases.aggregate(steps, maxTimeMS=TIME_LIMIT_MS)]


def _of(name: str, received: _Groups, waiting: _Groups, over: _Groups) -> dict[str, Any]:
    mine = [(group, count) for group, count in over if group["type"] == name]
    by_status: Counter[str] = Counter()
    for group, count in mine:
        by_status[group["status"]] += count
    closed = [(group, count) for group, count in mine if group["status"] == "closed"]
    in_time = sum(count for group, count in closed if not group.get("late"))
    return {
        "type": name,
        "received": _sum(name, received),
        **{status: by_status[status] for status in ("closed", "refused", "cancelled")},
        "waiting": _sum(name, waiting),
        "closed_in_time": in_time,
        "compliance": f"{in_time / by_status['closed']:.3f}" if by_status["closed"] else None,
        "time_to_closure_ms": _percentiles((int(group["took"]), count) for group, count in closed),
    }


def _sum(name: str, groups: _Groups) -> int:
    return sum(count for group, count in groups if group["type"] == name)


def _percentiles(classes: Iterable[tuple[int, int]]) -> dict[str, int | None]:
    in_order = sorted(classes)
    total = sum(count for _, count in in_order)
    percentiles = {name: _at(in_order, math.ceil(share * total)) for name, share in _PERCENTILES.items()}
    return {"mean": _mean(in_order, total), **percentiles}


def _mean(in_order: list[tuple[int, int]], total: int) -> int | None:
    """Of the middles of the classes: right to one per cent, as each of them is."""
    return round(sum(_middle(place) * count for place, count in in_order) / total) if total else None


def _at(in_order: list[tuple[int, int]], rank: int) -> int | None:
    """The middle of the class in which the case of this rank lies, counted from 1."""
    for place, count in in_order:
        rank -= count
        if rank <= 0:
            return round(_middle(place))
    return None


def _middle(place: int) -> float:
    return math.exp((place + 0.5) * _STEP)
