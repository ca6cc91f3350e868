"""How the front offices found the handling, for readers. Read-only; counted on an index alone."""

from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

TIME_LIMIT_MS = 2_000
LONGEST = timedelta(days=366)
"""The longest period that is counted: what is asked costs as much as there are ratings in it."""


def rating(database: Database[dict[str, Any]], tenant: str, case: str) -> dict[str, Any] | None:
    """The rating of a case, None when it has none. Keys: case, rating (1 to 5), comment (the reference of the words in
    the vault, empty for none), who (kind, id), at."""
    row = database.ratings.find_one({"_id": str(case), "tenant": str(tenant)}, max_time_ms=TIME_LIMIT_MS)
    if row is None:
        return None
    return {"case": row["_id"], **{key: row[key] for key in ("rating", "comment", "who", "at")}}


def satisfaction(
    database: Database[dict[str, Any]], tenant: str, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    """Ratings given from `since` until before `until`, by case type and team.

    Keys: type, team, ratings (how many), mean (decimal text with two decimals), counts (how many of each, by "1" to
    "5").
    """
    groups = database.ratings.aggregate(
        [
            {"$match": {"tenant": str(tenant), "at": {"$gte": since, "$lt": until}}},
            {
                "$group": {
                    "_id": {"type": "$type", "team": "$team", "rating": "$rating"},
                    "count": {"$sum": 1},
                }
            },
        ],
        maxTimeMS=TIME_LIMIT_MS,
    )
    found: dict[tuple[str, str], dict[int, int]] = {}
    for group in groups:
        key = (group["_id"]["type"], group["_id"]["team"])
        found.setdefault(key, dict.fromkeys(range(1, 6), 0))[int(group["_id"]["rating"])] = group["count"]
    return [_counted(type, team, found[type, team]) for type, team in sorted(found)]


def _counted(type: str, team: str, counts: dict[int, int]) -> dict[str, Any]:
    number = sum(counts.values())
    total = sum(rating * count for rating, count in counts.items())
    return {
        "type": type,
        "team": team,
        "ratings": number,
        "mean": f"{total / number:.2f}",
        "counts": {str(rating): count for rating, count in counts.items()},
    }
