"""How much the failed store of one service holds, so that a flood of failures does not fill the disk.

The limits and what they did stand in the document `failed` of the collection `limits`, for whoever has to say so:
most, most_bytes    what it holds
messages, bytes     what it held when it was last looked at (`at`), full: whether that is too much
turned_away, turned_away_at    how often a message found no room, and when last; each comes back every hour
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import OperationFailure

from shared.persistence.failed import FAILED
from shared.persistence.store import FailedMessage

LIMITS = "limits"
_NOT_THERE = 26
_LOOK_SECONDS = 1.0
_MADE_ROOM = 1_000
_QUERY_MS = 10_000


@dataclass(frozen=True, slots=True)
class Capacity:
    """Messages, resolved ones included, and bytes of their documents, uncompressed."""

    most: int = 100_000
    most_bytes: int = 1_000_000_000


class FailedCapacity:
    """One service's. Not exact: several processes may each put a batch on top."""

    def __init__(self, database: Database[dict[str, Any]], capacity: Capacity) -> None:
        self._database = database
        self._capacity = capacity
        self._looked_at = float("-inf")
        self._held = (0, 0)

    def without_room(self, messages: Sequence[FailedMessage]) -> list[str]:
        """Ids of those that cannot be kept: the first ones are, as far as there is room. What is kept already can
        always be added to."""
        sizes = {message.id: len(message.body) + 4_000 for message in messages}
        if self._take(len(messages), sum(sizes.values())):
            return []
        known = {
            found["_id"]
            for found in self._database[FAILED.name].find({"_id": {"$in": list(sizes)}}, {"_id": 1})
        }
        refused = [id for id, size in sizes.items() if id not in known and not self._take(1, size)]
        if refused:
            self._database[LIMITS].update_one(
                {"_id": FAILED.name},
                {
                    "$inc": {"turned_away": len(refused)},
                    "$set": {"turned_away_at": messages[0].failed_at, "full": True},
                },
                upsert=True,
            )
        return refused

    def _take(self, messages: int, size: int) -> bool:
        """Whether there is room for so many messages of so many bytes, which is theirs then."""
        held, bytes = self._look()
        if held + messages > self._capacity.most or bytes + size > self._capacity.most_bytes:
            return False
        self._held = (held + messages, bytes + size)
        return True

    def tidy(self, now: datetime) -> None:
        """Say what is held, and forget the oldest resolved messages when that is too much."""
        self._looked_at = float("-inf")
        messages, bytes = self._look()
        full = messages >= self._capacity.most or bytes >= self._capacity.most_bytes
        if messages >= 0.9 * self._capacity.most or bytes >= 0.9 * self._capacity.most_bytes:
            self._forget_resolved()
        said = {
            "most": self._capacity.most,
            "most_bytes": self._capacity.most_bytes,
            "messages": messages,
            "bytes": bytes,
            "full": full,
            "at": now,
        }
        self._database[LIMITS].update_one({"_id": FAILED.name}, {"$set": said}, upsert=True)

    def _forget_resolved(self) -> None:
        oldest = self._database[FAILED.name].find(
            {"state": "resolved"},
            {"_id": 1},
            sort=[("failed_at", 1), ("_id", 1)],
            limit=_MADE_ROOM,
            max_time_ms=_QUERY_MS,
        )
        ids = [found["_id"] for found in oldest]
        if ids:
            self._database[FAILED.name].delete_many({"_id": {"$in": ids}, "state": "resolved"})

    def _look(self) -> tuple[int, int]:
        """Messages and bytes held; counted anew when the last count is a second old."""
        if time.monotonic() - self._looked_at > _LOOK_SECONDS:
            self._held = self._counted()
            self._looked_at = time.monotonic()
        return self._held

    def _counted(self) -> tuple[int, int]:
        try:
            (found,) = self._database[FAILED.name].aggregate(
                [{"$collStats": {"storageStats": {}}}], maxTimeMS=_QUERY_MS
            )
        except OperationFailure as error:
            if error.code == _NOT_THERE:
                return 0, 0
            raise
        return found["storageStats"]["count"], found["storageStats"]["size"]
