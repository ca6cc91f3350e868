"""A bench for decisions: the real batch code over the store in memory, one message at a time or many at once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from shared.contracts.codec import Decoded, decode, outgoing
from shared.contracts.decision import Entity
from shared.contracts.message import Lane, Message
from shared.persistence.memory import MemoryStore
from shared.persistence.store import StoredEffect
from shared.runtime.batch import Outcome, Received, Trouble
from shared.runtime.deciding import Decider
from shared.runtime.room import Room

E = TypeVar("E", bound=Entity)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Deciding:
    """One service's table on a fresh store; time stands still unless `pass_time` is called or `at` is given."""

    def __init__(self, room: Room) -> None:
        self.store = MemoryStore(room.collections)
        self._decider = Decider(room.name, room.table, self.store, pause=lambda _: None)
        self.now = START
        self._count = 0
        self.troubles: list[Trouble] = []

    def pass_time(self, by: timedelta) -> None:
        self.now += by

    def tell(
        self,
        message: Message,
        *,
        tenant: str = "acme",
        at: datetime | None = None,
        lane: Lane = "normal",
        id: str | None = None,
    ) -> tuple[Message, ...]:
        """Handle one message (the same `id` again is a redelivery) and return what was sent. Raises AssertionError
        when it did not end as handled; see `try_tell`."""
        outcome = self.try_tell([message], tenant=tenant, at=at, lane=lane, ids=[id] if id else None)
        for _, trouble in (*outcome.failed, *outcome.delayed):
            raise AssertionError(f"{trouble.error}: {trouble.reason} at {trouble.place}\n{trouble.stack}")
        return self.sent(outcome)

    def try_tell(
        self,
        messages: Sequence[Message],
        *,
        tenant: str = "acme",
        at: datetime | None = None,
        lane: Lane = "normal",
        ids: Sequence[str] | None = None,
    ) -> Outcome:
        """Handle several messages as one batch and return its outcome."""
        now = at or self.now
        batch = []
        for place, message in enumerate(messages):
            self._count += 1
            id = ids[place] if ids else f"{self._count:032x}"
            row = outgoing(
                message, source=message.definition.senders[0], tenant=tenant, lane=lane, now=now, id=id
            )
            batch.append(Received(decode(row.body), lane, place))
        return self._decider.handle(batch, now)

    def sent(self, outcome: Outcome) -> tuple[Message, ...]:
        return tuple(decoded.message for decoded in self.sent_decoded(outcome))

    def sent_decoded(self, outcome: Outcome) -> list[Decoded]:
        return [decode(row.body) for rows in outcome.sent.values() for row in rows]

    def get(self, kind: type[E], id: str) -> E | None:
        loaded = self.store.entities[kind].get(id)
        return None if loaded is None else loaded.entity  # type: ignore[return-value]

    def all(self, kind: type[E]) -> list[E]:
        return [loaded.entity for loaded in self.store.entities[kind].values()]  # type: ignore[misc]

    def effects(self) -> list[StoredEffect]:
        """What was asked for and not withdrawn."""
        return [one.effect for one in self.store.effects.records.values() if one.state != "withdrawn"]
