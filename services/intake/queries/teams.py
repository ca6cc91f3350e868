"""Teams and agents, for readers. Read-only; served by their indexes."""

from typing import Any

from pymongo.database import Database

TIME_LIMIT_MS = 2_000
MOST_ROWS = 1_000


def teams(
    database: Database[dict[str, Any]], tenant: str, *, after: str | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """At most `limit` teams by name, from behind the one named `after`. Keys: team, title_en, title_fr, lead (None for
    nobody), members, defined_at."""
    return [_shown(row) for row in _listed(database.teams, tenant, after, limit)]


def team(database: Database[dict[str, Any]], tenant: str, name: str) -> dict[str, Any] | None:
    """One team, None when nobody has defined it. Keys: as in `teams`."""
    row = database.teams.find_one(
        {"_id": f"{tenant}/{name}", "tenant": str(tenant)}, max_time_ms=TIME_LIMIT_MS
    )
    return None if row is None else _shown(row)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "team": row["name"],
        **{key: row[key] for key in ("title_en", "title_fr", "members", "defined_at")},
        "lead": row["lead"] or None,
    }


def agents(
    database: Database[dict[str, Any]], tenant: str, *, after: str | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """At most `limit` agents by name, from behind the one named `after`. Keys: agent, language, present, defined_at."""
    return [
        {"agent": row["name"], **{key: row[key] for key in ("language", "present", "defined_at")}}
        for row in _listed(database.agents, tenant, after, limit)
    ]


def _listed(collection: Any, tenant: str, after: str | None, limit: int) -> Any:
    wanted: dict[str, Any] = {"tenant": str(tenant)}
    if after is not None:
        wanted["name"] = {"$gt": str(after)}
    found = collection.find(wanted, max_time_ms=TIME_LIMIT_MS).sort("name", 1)
    return found.limit(max(1, min(limit, MOST_ROWS)))
