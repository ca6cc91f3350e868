"""Who did what in the database, as its profiler saw it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient

_BYTES = 64_000_000
_READS = frozenset({"query", "getmore", "command"})
_WRITES = {"insert": {"insert"}, "remove": {"remove"}, "update": {"update"}}
_STAGES = {"$changeStream": {"changeStream", "find"}, "$collStats": {"collStats"}}

Used = tuple[str, str, str, str]
"""Process, database, collection, action."""


@contextmanager
def profiled(mongo: MongoClient[dict[str, Any]], databases: Iterable[str]) -> Iterator[None]:
    """Every operation on these databases is noted meanwhile."""
    for name in databases:
        mongo[name].drop_collection("system.profile")
        mongo[name].create_collection("system.profile", capped=True, size=_BYTES)
        mongo[name].command("profile", 2)
    try:
        yield
    finally:
        for name in databases:
            mongo[name].command("profile", 0)


def used_actions(mongo: MongoClient[dict[str, Any]], databases: Iterable[str]) -> set[Used]:
    """What was noted, as privileges that it takes."""
    found = set()
    for name in databases:
        # Who looks while operations are still being noted is noted too, for looking.
        noted = {"user": {"$regex": "@admin$"}, "ns": {"$ne": f"{name}.system.profile"}}
        for entry in mongo[name]["system.profile"].find(noted):
            process = entry["user"].removesuffix("@admin")
            collection = entry["ns"].removeprefix(f"{name}.")
            found |= {(process, name, collection, action) for action in _actions(entry)}
    return found


def _actions(entry: dict[str, Any]) -> set[str]:
    """Privileges that MongoDB asks for before it does this."""
    command = entry.get("originatingCommand") or entry.get("command", {})
    upserts = {"insert"} if command.get("upsert") else set()
    if entry["op"] in _WRITES:
        return _WRITES[entry["op"]] | upserts
    if "findAndModify" in command or "findandmodify" in command:
        return {"find", "update"} | upserts
    for stage in command.get("pipeline", ()):
        if isinstance(stage, dict) and (special := _STAGES.get(next(iter(stage), ""))):
            return special
    return {"find"} if entry["op"] in _READS else set()
