"""The living replicas of a service, known to each other through the service's database."""

from typing import Any

from pymongo.database import Database
from pymongo.write_concern import WriteConcern

from shared.persistence.mongo import reachable

_FORGOTTEN_MS = 10_000
"""A replica that was not heard of for so long is gone. Generous, since the broker hands a dead process's queues over at
once: only the even share waits for this."""


class ReplicaStore:
    """Instants are those of the database's clock, whatever the machines' clocks say."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        # losing it costs a heartbeat: no need to wait for the disk
        self._replicas = database.replicas.with_options(write_concern=WriteConcern(w=1))

    def beat(self, name: str, attachment: str) -> dict[str, str]:
        """Say that replica `name` lives, with this attachment to the broker (empty: with none); the attachments of all
        that live and have one, by name. Raises UnavailableError."""
        with reachable():
            self._replicas.update_one(
                {"_id": name}, [{"$set": {"at": "$$NOW", "attachment": attachment}}], upsert=True
            )
            living = {"$gt": ["$at", {"$subtract": ["$$NOW", _FORGOTTEN_MS]}]}
            found = self._replicas.find({"attachment": {"$gt": ""}, "$expr": living}, max_time_ms=5_000)
            return {replica["_id"]: replica["attachment"] for replica in found}

    def leave(self, name: str) -> None:
        """Forget a replica that ends. Raises UnavailableError."""
        with reachable():
            self._replicas.delete_one({"_id": name})
