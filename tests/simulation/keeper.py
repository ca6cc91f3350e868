"""One keeper per service: sweeps the outbox and sends reminders.

It mirrors shared/runtime/keeper.py in these promises: what a commit left unsent for five seconds is published again,
whoever committed it; the message of an entity whose `due_at` is reached is sent under an id that follows from entity
and instant, again and again until the decision has moved it. Left out: chores, and the lease: this keeper
never dies, but it does nothing while its broker or database is away.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from shared.contracts.codec import OutgoingRow, outgoing
from shared.contracts.decision import Collection, derived_id
from shared.contracts.errors import UnavailableError
from shared.persistence.store import Commit
from shared.runtime.room import Room
from tests.simulation.agenda import Agenda
from tests.simulation.store import SimulatedStore

SWEEP_AFTER = timedelta(seconds=5)
_AGAIN = 30.0


class Keeper:
    """publish(rows by commit), send(rows): through any living process; False when there is none just now."""

    def __init__(
        self,
        room: Room,
        store: SimulatedStore,
        agenda: Agenda,
        publish: Callable[[dict[str, list[OutgoingRow]]], bool],
        send: Callable[[list[OutgoingRow]], bool],
    ) -> None:
        self._room = room
        self._store = store
        self._agenda = agenda
        self._publish = publish
        self._send = send
        self._dues = {collection.kind: collection for collection in room.collections if collection.due}
        self._reminders: list[tuple[datetime, str, type[Any]]] = []
        self._reminded: dict[tuple[datetime, str, type[Any]], float] = {}
        self._published: dict[str, float] = {}
        self._planned: float | None = None

    def heard(self, commit: Commit) -> None:
        """Plan ahead for what a commit has left: rows that may stay unsent, and due times."""
        for entity, _ in commit.saves:
            if type(entity) in self._dues:
                self._plan(entity)
        if commit.outgoing:
            self.look_in(SWEEP_AFTER.total_seconds() + 0.5)

    def _plan(self, entity: Any) -> None:
        if entity.due_at is not None:
            heappush(self._reminders, (entity.due_at, entity.id, type(entity)))
            self._agenda.at_instant(entity.due_at, self._remind)

    def look_in(self, seconds: float) -> None:
        if self._planned is None:
            self._planned = self._agenda.seconds + seconds
            self._agenda.at(self._planned, self._sweep)

    def _sweep(self) -> None:
        self._planned = None
        if not self._store.outbox:
            return
        self.look_in(1.0)
        try:
            waiting = self._store.unsent(self._agenda.now() - SWEEP_AFTER, 100 + len(self._published))
        except UnavailableError:
            return
        for commit, rows in waiting:
            if self._agenda.seconds - self._published.get(commit, -_AGAIN) >= _AGAIN and self._publish(
                {commit: rows}
            ):
                self._published[commit] = self._agenda.seconds

    def _remind(self) -> None:
        now = self._agenda.now()
        again: list[tuple[datetime, str, type[Any]]] = []
        while self._reminders and self._reminders[0][0] <= now:
            due_at, id, kind = planned = heappop(self._reminders)
            loaded = self._store.entities[kind].get(id)
            if loaded is not None and getattr(loaded.entity, "due_at", None) == due_at:
                again.append(planned)
                if self._agenda.seconds >= self._reminded.get(planned, 0.0):
                    self._reminded[planned] = self._agenda.seconds + _AGAIN
                    self._send([self._reminder(self._dues[kind], loaded.entity, due_at, now)])
                    self._agenda.after(_AGAIN, self._remind)
        for planned in again:
            heappush(self._reminders, planned)

    def _reminder(
        self, collection: Collection[Any], entity: Any, due_at: datetime, now: datetime
    ) -> OutgoingRow:
        assert collection.due is not None
        return outgoing(
            collection.due.message(entity),
            source=self._room.name,
            tenant=entity.tenant,
            lane=collection.due.lane(entity),
            now=now,
            id=derived_id(f"{collection.name}|{entity.id}", due_at.isoformat()),
        )
