"""What one process per service does now and then: sweep the outbox, send reminders, do chores.

Each service elects its keeper by a lease in the database; a keeper that dies is replaced when the lease runs out.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.contracts.codec import OutgoingRow, outgoing
from shared.contracts.decision import Collection, derived_id
from shared.contracts.errors import UnavailableError
from shared.persistence.mapping import from_document
from shared.persistence.mongo import reachable
from shared.persistence.store import Store
from shared.runtime.clock import Clock
from shared.runtime.room import Chore, Room

log = structlog.get_logger(__name__)

_TURN_SECONDS = 1.0
_MOST_COMMITS = 100
_MOST_REMINDERS = 200
_REMIND_AGAIN = 30.0


class Keeper:
    """Runs on a thread of its own; publishes through the engine.

    publish(rows by commit) sends what lies in the outbox; send(rows) sends reminders, which need no outbox because
    they are made again, under the same id, as long as the entity is due; takes_messages() tells whether the broker does
    so at present. What is older than `sweep_after` is swept; the lease lasts twice as long.
    """

    def __init__(
        self,
        room: Room,
        chores: Sequence[Chore],
        database: Database[dict[str, Any]],
        store: Store,
        publish: Callable[[dict[str, list[OutgoingRow]]], None],
        send: Callable[[list[OutgoingRow]], None],
        clock: Clock,
        holder: str,
        sweep_after: timedelta,
        takes_messages: Callable[[], bool] = lambda: True,
    ) -> None:
        self._takes_messages = takes_messages
        self._sweep_after = sweep_after
        self._room = room
        self._chores = chores
        self._database = database
        self._store = store
        self._publish = publish
        self._send = send
        self._clock = clock
        self._holder = holder
        self._reminded: dict[str, float] = {}
        self._published: dict[str, float] = {}
        self._chores_done: dict[str, datetime] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{room.name} keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, within: float = 5.0) -> None:
        self._stopping.set()
        self._thread.join(within)

    def _run(self) -> None:
        while not self._stopping.wait(_TURN_SECONDS * random.uniform(0.8, 1.2)):
            try:
                if self._holds_lease():
                    self._turn()
            except UnavailableError as error:
                log.warning("keeper.database_away", service=self._room.name, reason=str(error)[:200])
            except Exception:
                log.exception("keeper.turn_failed", service=self._room.name)
        self._give_up_lease()

    def _turn(self) -> None:
        if not self._takes_messages():
            return  # what is sent now would be lost, and held for sent for a while
        self._sweep()
        for collection in self._room.collections:
            if collection.due is not None:
                self._remind(collection)
        for chore in self._chores:
            self._do(chore)

    def _holds_lease(self) -> bool:
        now = self._clock()
        with reachable():
            try:
                self._database.leases.update_one(
                    {"_id": "keeper", "$or": [{"holder": self._holder}, {"until": {"$lt": now}}]},
                    {"$set": {"holder": self._holder, "until": now + 2 * self._sweep_after}},
                    upsert=True,
                )
            except DuplicateKeyError:
                return False
        return True

    def _give_up_lease(self) -> None:
        try:
            with reachable():
                self._database.leases.delete_one({"_id": "keeper", "holder": self._holder})
        except UnavailableError:
            return  # it runs out by itself

    def _sweep(self) -> None:
        """Publish what a process committed and could not have confirmed, because it died or the broker was away."""
        most = _MOST_COMMITS + len(self._published)  # what was just sent must not hide what lies behind it
        waiting = self._store.unsent(self._clock() - self._sweep_after, most)
        fresh = _not_lately({commit for commit, _ in waiting}, self._published)
        for commit, rows in waiting:
            if commit in fresh:
                self._publish({commit: rows})

    def _remind(self, collection: Collection[Any]) -> None:
        """Send the message of each entity whose time has come."""
        now = self._clock()
        with reachable():
            cursor = self._database[collection.name].find(
                {"due_at": {"$type": "date", "$lte": now}},
                max_time_ms=10_000,
                limit=_MOST_REMINDERS + len(self._reminded),
                sort=[("due_at", 1)],
            )
            documents = list(cursor)
        reminders: dict[str, OutgoingRow] = {}
        for document in documents:
            try:
                row = self._reminder(collection, document, now)
            except Exception:  # one that cannot be read must not keep the others waiting
                log.exception("keeper.reminder_failed", service=self._room.name, entity=document.get("_id"))
                continue
            reminders[row.id] = row
        fresh = _not_lately(set(reminders), self._reminded)
        if fresh:
            self._send([reminders[id] for id in fresh])

    def _reminder(self, collection: Collection[Any], document: dict[str, Any], now: datetime) -> OutgoingRow:
        document.pop("version")
        document.pop("guarded_by", None)
        due_at: datetime = document["due_at"]
        entity = from_document(document, collection.kind)
        assert collection.due is not None  # noqa: S101 - the caller chose collections with reminders
        return outgoing(
            collection.due.message(entity),
            source=self._room.name,
            tenant=entity.tenant,
            lane=collection.due.lane(entity),
            now=now,
            id=derived_id(f"{collection.name}|{entity.id}", due_at.isoformat()),
        )

    def _do(self, chore: Chore) -> None:
        now = self._clock()
        if now - self._chores_done.get(chore.name, datetime.min.replace(tzinfo=now.tzinfo)) >= chore.every:
            self._chores_done[chore.name] = now
            chore.run(now)


def _not_lately(ids: set[str], sent: dict[str, float]) -> set[str]:
    """Those of `ids` that were not sent in the last seconds; remembers them as sent now."""
    now = time.monotonic()
    for id in [id for id, at in sent.items() if now - at > _REMIND_AGAIN]:
        del sent[id]
    fresh = ids - sent.keys()
    sent.update(dict.fromkeys(fresh, now))
    return fresh
