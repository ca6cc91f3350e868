"""When the processes of one service keep house: the turns are the runtime's own, and so is their lease."""

from collections.abc import Sequence
from datetime import datetime
from heapq import heappop, heappush
from typing import Any, Protocol

from shared.persistence.store import Commit
from shared.runtime.room import Room
from tests.simulation.nature import Nature
from tests.simulation.store import SimulatedStore

_SWEEP_SECONDS = 5.5
_AGAIN_SECONDS = 1.0


class Keeps(Protocol):
    """A process, as far as keeping house goes."""

    def keep_house(self) -> None: ...


class Housekeeping:
    """Real keepers look once a second; these only when there may be something to see: rows that stay unsent, or an
    entity whose time has come."""

    def __init__(self, room: Room, store: SimulatedStore, nature: Nature, processes: Sequence[Keeps]) -> None:
        self._store = store
        self._nature = nature
        self._agenda = nature.agenda
        self._processes = processes
        self._kinds = {collection.kind for collection in room.collections if collection.due}
        self._named = {kind.__name__: kind for kind in self._kinds}
        self._dues: list[tuple[datetime, str, str]] = []
        self._next: float | None = None

    def heard(self, commit: Commit) -> None:
        """Plan ahead for what a commit has left."""
        if self._kinds:
            for entity, _ in commit.saves:
                due_at = getattr(entity, "due_at", None) if type(entity) in self._kinds else None
                if due_at is not None:
                    heappush(self._dues, (due_at, entity.id, type(entity).__name__))
                    self._look_at(self._agenda.seconds_of(due_at))
        if commit.outgoing:
            self._look_at(self._agenda.seconds + _SWEEP_SECONDS)

    def _look_at(self, seconds: float) -> None:
        """Of several wishes the earliest counts."""
        if self._next is None or seconds < self._next:
            self._next = seconds
            self._agenda.at(seconds, lambda: self._look(seconds))

    def _look(self, planned: float) -> None:
        if self._next != planned:
            return
        self._next = None
        self._drop_what_has_moved()
        has_come = bool(self._dues) and self._dues[0][0] <= self._agenda.now()
        if self._store.outbox or has_come:
            for process in self._nature.random.sample(self._processes, len(self._processes)):
                process.keep_house()
            self._look_at(self._agenda.seconds + _AGAIN_SECONDS)
        elif self._dues:
            self._look_at(self._agenda.seconds_of(self._dues[0][0]))

    def _drop_what_has_moved(self) -> None:
        while self._dues:
            due_at, id, name = self._dues[0]
            if self._due_at(self._named[name], id) == due_at:
                return
            heappop(self._dues)

    def _due_at(self, kind: type[Any], id: str) -> datetime | None:
        loaded = self._store.entities[kind].get(id)
        return getattr(loaded.entity, "due_at", None) if loaded else None
