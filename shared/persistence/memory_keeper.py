"""Leases and due entities in memory."""

from datetime import datetime
from typing import Any

from shared.contracts.decision import Collection
from shared.persistence.memory import MemoryStore


class MemoryKeeper:
    """See `Keepsakes`; not thread-safe. leases: holder and end by name."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.leases: dict[str, tuple[str, datetime]] = {}

    def hold(self, lease: str, holder: str, now: datetime, until: datetime) -> bool:
        held_by, held_until = self.leases.get(lease, (holder, now))
        if held_by != holder and not held_until < now:
            return False
        self.leases[lease] = (holder, until)
        return True

    def let_go(self, lease: str, holder: str) -> None:
        if self.leases.get(lease, ("",))[0] == holder:
            del self.leases[lease]

    def due(self, collection: Collection[Any], now: datetime, most: int) -> list[Any]:
        entities: list[Any] = [loaded.entity for loaded in self._store.entities[collection.kind].values()]
        found = [entity for entity in entities if entity.due_at is not None and entity.due_at <= now]
        found.sort(key=lambda entity: entity.due_at)
        return found[:most]
