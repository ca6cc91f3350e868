"""What a service's keeper does now and then: sweep the outbox, send reminders, do chores.

Without threads and without a clock of its own, so that a simulation runs exactly this.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from shared.contracts.codec import OutgoingRow, outgoing
from shared.contracts.decision import Collection, derived_id
from shared.contracts.errors import UnavailableError
from shared.persistence.keeper_port import Keepsakes
from shared.persistence.store import Store
from shared.runtime.clock import Clock
from shared.runtime.failed_keeping import FailedKeeping
from shared.runtime.room import Chore, Room

log = structlog.get_logger(__name__)

KEEPER = "keeper"
_MOST_COMMITS = 100
_MOST_REMINDERS = 200
_REMIND_AGAIN = timedelta(seconds=30)
_CHORE_LEASE = timedelta(hours=1)
"""Longer than any chore takes: the keeper's own lease may run out under a long one, and its successor must not begin
the same. Given up at its end, so that only a chore that was killed waits for it."""


class KeeperTurns:
    """One process's part in keeping a service's house; the one that holds the lease does it.

    publish(rows by commit) sends what lies in the outbox; send(rows) sends reminders, which need no outbox because
    they are made again, under the same id, as long as the entity is due; takes_messages() tells whether the broker does
    so at present; begun(subject) is the traceparent of what nobody has caused. What is older than `sweep_after` is
    swept; the lease lasts twice as long.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - one for each port
        self,
        room: Room,
        chores: Sequence[Chore],
        keepsakes: Keepsakes,
        store: Store,
        publish: Callable[[dict[str, list[OutgoingRow]]], None],
        send: Callable[[list[OutgoingRow]], None],
        clock: Clock,
        holder: str,
        sweep_after: timedelta,
        takes_messages: Callable[[], bool] = lambda: True,
        begun: Callable[[str], str] = lambda _: "",
    ) -> None:
        self._begun = begun
        self._takes_messages = takes_messages
        self._sweep_after = sweep_after
        self._room = room
        self._chores = chores
        self._keepsakes = keepsakes
        self._store = store
        self._publish = publish
        self._send = send
        self._clock = clock
        self._holder = holder
        self._reminded: dict[str, datetime] = {}
        self._published: dict[str, datetime] = {}
        self._chores_done: dict[str, datetime] = {}
        self._failed = FailedKeeping(store)

    def turn(self) -> None:
        """Whatever is to be done now, if this process keeps house. Raises UnavailableError."""
        now = self._clock()
        if not self._keepsakes.hold(KEEPER, self._holder, now, now + 2 * self._sweep_after):
            return
        if self._takes_messages():  # otherwise what is sent would be lost, and held for sent for a while
            self._sweep(now)
            self._failed.turn(now)
            for collection in self._room.collections:
                if collection.due is not None:
                    self._remind(collection, now)
        for chore in self._chores:
            self._do(chore)

    def retire(self) -> None:
        """Let another process keep house."""
        try:
            self._keepsakes.let_go(KEEPER, self._holder)
        except UnavailableError:
            return  # it runs out by itself

    def _sweep(self, now: datetime) -> None:
        """Publish what a process committed and could not have confirmed, because it died or the broker was away."""
        most = _MOST_COMMITS + len(self._published)  # what was just sent must not hide what lies behind it
        waiting = self._store.unsent(now - self._sweep_after, most)
        fresh = _not_lately([commit for commit, _ in waiting], self._published, now)
        for commit, rows in waiting:
            if commit in fresh:
                self._publish({commit: rows})

    def _remind(self, collection: Collection[Any], now: datetime) -> None:
        """Send the message of each entity whose time has come."""
        reminders: dict[str, OutgoingRow] = {}
        for entity in self._keepsakes.due(collection, now, _MOST_REMINDERS + len(self._reminded)):
            try:
                row = self._reminder(collection, entity, now)
            except Exception:  # a bug in one reminder must not keep the others waiting
                log.exception("keeper.reminder_failed", service=self._room.name, entity=entity.id)
                continue
            reminders[row.id] = row
        fresh = _not_lately(list(reminders), self._reminded, now)
        if fresh:
            self._send([reminders[id] for id in fresh])

    def _reminder(self, collection: Collection[Any], entity: Any, now: datetime) -> OutgoingRow:
        assert collection.due is not None  # noqa: S101 - the caller chose collections with reminders
        message = collection.due.message(entity)
        return outgoing(
            message,
            source=self._room.name,
            tenant=entity.tenant,
            lane=collection.due.lane(entity),
            now=now,
            id=derived_id(f"{collection.name}|{entity.id}", entity.due_at.isoformat(), entity.id),
            traceparent=self._begun(getattr(message, "case", "") or entity.id),
        )

    def _do(self, chore: Chore) -> None:
        now = self._clock()
        done = self._chores_done.get(chore.name)
        lease = f"chore {chore.name}"
        if done is not None and now - done < chore.every:
            return
        if not self._keepsakes.hold(lease, self._holder, now, now + _CHORE_LEASE):
            return
        self._chores_done[chore.name] = now
        try:
            chore.run(now)
        finally:
            self._keepsakes.let_go(lease, self._holder)


def _not_lately(ids: list[str], sent: dict[str, datetime], now: datetime) -> dict[str, None]:
    """Those of `ids` that were not sent in the last seconds, in order; remembers them as sent now."""
    for id in [id for id, at in sent.items() if abs(now - at) > _REMIND_AGAIN]:
        del sent[id]
    fresh = {id: None for id in ids if id not in sent}
    sent.update(dict.fromkeys(fresh, now))
    return fresh
