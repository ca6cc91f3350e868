"""Leases and due entities on MongoDB."""

from datetime import datetime
from typing import Any

import msgspec
import structlog
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.contracts.decision import Collection
from shared.persistence.clock_port import REAL_TIME, Clocks
from shared.persistence.mapping import from_document
from shared.persistence.mongo import reachable
from shared.persistence.sandbox_clocks import INDEX, in_sandboxes

log = structlog.get_logger(__name__)

_QUERY_MS = 10_000


class KeeperStore:
    """One service's database, as its keeper sees it: see `Keepsakes`. clocks: of sandboxes."""

    def __init__(self, database: Database[dict[str, Any]], clocks: Clocks = REAL_TIME) -> None:
        self._database = database
        self._clocks = clocks

    def hold(self, lease: str, holder: str, now: datetime, until: datetime) -> bool:
        with reachable():
            try:
                self._database.leases.update_one(
                    {"_id": lease, "$or": [{"holder": holder}, {"until": {"$lt": now}}]},
                    {"$set": {"holder": holder, "until": until}},
                    upsert=True,
                )
            except DuplicateKeyError:
                return False
        return True

    def let_go(self, lease: str, holder: str) -> None:
        with reachable():
            self._database.leases.delete_one({"_id": lease, "holder": holder})

    def due(self, collection: Collection[Any], now: datetime, most: int) -> list[Any]:
        with reachable():
            documents = list(
                self._database[collection.name].find(
                    {"due_at": {"$type": "date", "$lte": now}},
                    max_time_ms=_QUERY_MS,
                    limit=most,
                    sort=[("due_at", 1)],
                )
            )
            for match in in_sandboxes(now, self._clocks.all_ahead()):
                documents += self._database[collection.name].find(
                    match, max_time_ms=_QUERY_MS, limit=most, hint=INDEX
                )
        return [entity for document in documents if (entity := _read(collection, document)) is not None]


def _read(collection: Collection[Any], document: dict[str, Any]) -> Any:
    document.pop("version", None)
    document.pop("guarded_by", None)
    document.pop("sandbox", None)
    try:
        return from_document(document, collection.kind)
    except msgspec.ValidationError:
        log.exception("keeper.unreadable", collection=collection.name, entity=document.get("id"))
        return None
