"""How long messages stood still, read from the database's own log of what was committed and when."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bson import Timestamp
from pymongo import MongoClient

SERVICES = ("intake", "validation", "accounting", "logistics", "notifications")


def longest_pauses(mongo: MongoClient[dict[str, Any]], begin: float, end: float) -> dict[str, float]:
    """By service, the longest time between two commits that handled messages from `begin` to `end` (time.time()), in
    seconds. The services' own instants would not do: their clocks are stepped."""
    handled = [f"coulisse_{service}.inbox" for service in SERVICES]
    entries = mongo["local"]["oplog.rs"].find(
        {"ts": {"$gte": Timestamp(int(begin) - 1, 0)}, "o.applyOps.ns": {"$in": handled}},
        {"wall": 1, "o.applyOps.ns": 1},
    )
    instants: dict[str, list[float]] = {namespace: [] for namespace in handled}
    for entry in entries:
        at = _seconds(entry["wall"])
        if begin <= at <= end:
            for namespace in {operation.get("ns") for operation in entry["o"]["applyOps"]} & instants.keys():
                instants[namespace].append(at)
    return {
        namespace.removeprefix("coulisse_").removesuffix(".inbox"): _longest(sorted(found), begin, end)
        for namespace, found in instants.items()
    }


def _longest(instants: Sequence[float], begin: float, end: float) -> float:
    whole = [begin, *instants, end]
    return max(later - earlier for earlier, later in itertools.pairwise(whole))


def _seconds(wall: datetime) -> float:
    return (wall if wall.tzinfo else wall.replace(tzinfo=UTC)).timestamp()
