"""Heartbeats: what each process last said of itself, in a small database of their own that every process may write.

Read when the broker is away too, which is when they are needed most.
"""

from collections.abc import Mapping
from typing import Any

from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from shared.contracts.decision import Index
from shared.persistence.mongo import reachable

DATABASE = "coulisse_heartbeats"
INDEX = Index(("at",), expire_after=3600)
"""Of each collection: a process that is gone is forgotten after an hour."""


class HeartbeatStore:
    """Each service, the gateway and the stream have a collection of their own, named after them. Instants are those of
    the database's clock, whatever the machines' clocks say."""

    def __init__(self, client: MongoClient[dict[str, Any]], service: str) -> None:
        # losing one costs a heartbeat: no need to wait for the disk
        self._beats = client[DATABASE].get_collection(service, write_concern=WriteConcern(w=1))

    def beat(self, process: str, said: Mapping[str, Any]) -> None:
        """Replace what the process said before. Raises UnavailableError."""
        with reachable():
            whole = {"$literal": {"_id": process, **said}}
            self._beats.update_one(
                {"_id": process}, [{"$replaceWith": {"$mergeObjects": [whole, {"at": "$$NOW"}]}}], upsert=True
            )

    def leave(self, process: str) -> None:
        """The process ends as it should. Raises UnavailableError."""
        with reachable():
            self._beats.delete_one({"_id": process})
